package io.beemesh.provider.kubelet.websocket;

import java.io.IOException;

/** The peer does not speak WebSocket as we take it; the connection ends with a code that says why. */
public final class WebSocketException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int code;

    WebSocketException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** The code of the close frame (RFC 6455 section 7.4.1). */
    public int code() {
        return code;
    }
}
