package io.beemesh.mesh.frame;

import java.io.IOException;

/** The peer sent what is no message: too long, cut off, or not decodable. The stream is of no further use. */
public final class FrameException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says which message, what was found and what was expected. */
    public FrameException(String message) {
        super(message);
    }

    /** Says which message, what was found and what was expected, and keeps what caused it. */
    public FrameException(String message, Throwable cause) {
        super(message, cause);
    }
}
