package io.beemesh.provider.kubelet.http;

import java.io.IOException;

/** A request that is not HTTP as we take it; the connection is answered once and closed. */
public final class MalformedRequestException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    MalformedRequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The HTTP status that says so. */
    public int status() {
        return status;
    }
}
