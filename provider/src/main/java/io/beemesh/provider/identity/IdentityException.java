package io.beemesh.provider.identity;

import java.io.IOException;

/** What the mesh's identity rests on cannot be read or written. */
public final class IdentityException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says which Secret, why, and what to do. */
    public IdentityException(String message) {
        super(message);
    }

    /** Says which Secret, why, and what to do; keeps what caused it. */
    public IdentityException(String message, Throwable cause) {
        super(message, cause);
    }
}
