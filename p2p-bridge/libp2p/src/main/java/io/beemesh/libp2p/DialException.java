package io.beemesh.libp2p;

import java.io.IOException;

/** No connection came to be; the message says with whom, how and why. */
public final class DialException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says what, with whom and why. */
    public DialException(String message) {
        super(message);
    }

    /** Says what, with whom and why, and keeps what caused it. */
    public DialException(String message, Throwable cause) {
        super(message, cause);
    }
}
