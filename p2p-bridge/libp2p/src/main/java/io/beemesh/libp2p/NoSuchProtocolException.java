package io.beemesh.libp2p;

import java.io.IOException;

/** The peer speaks none of the protocols that were asked for. */
public final class NoSuchProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says what, with whom and why. */
    public NoSuchProtocolException(String message) {
        super(message);
    }

    /** Says what, with whom and why, and keeps what caused it. */
    public NoSuchProtocolException(String message, Throwable cause) {
        super(message, cause);
    }
}
