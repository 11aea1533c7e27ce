package io.beemesh.provider.kubelet.http;

import java.io.IOException;

/** A request that is not as we take it. If it is not even HTTP, the connection is answered once and closed. */
public final class MalformedRequestException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /** Says what was wrong, in HTTP's number and in words. */
    public MalformedRequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The HTTP status that says so. */
    public int status() {
        return status;
    }
}
