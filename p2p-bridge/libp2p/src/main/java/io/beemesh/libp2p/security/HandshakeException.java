package io.beemesh.libp2p.security;

import java.io.IOException;

/** The other side could not prove who it is, is somebody else, or shares no muxer. */
public final class HandshakeException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says what was wrong. */
    public HandshakeException(String message) {
        super(message);
    }

    /** Says what was wrong and keeps what caused it. */
    public HandshakeException(String message, Throwable cause) {
        super(message, cause);
    }
}
