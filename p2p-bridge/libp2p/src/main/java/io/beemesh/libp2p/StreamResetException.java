package io.beemesh.libp2p;

import java.io.IOException;

/** The peer, or this side, ended the stream abruptly. */
public final class StreamResetException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /**
     * Says which stream.
     *
     * @param code what the peer gave as reason; 0 for none
     */
    public StreamResetException(String message, int code) {
        super(message);
        this.code = code;
    }

    /** What the peer gave as reason; 0 for none. */
    public int code() {
        return code;
    }
}
