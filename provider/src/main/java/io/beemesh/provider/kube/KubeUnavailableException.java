package io.beemesh.provider.kube;

import java.io.IOException;

/** The API server gave no certain answer; the same call may succeed later. */
public final class KubeUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says what was asked, and keeps what came instead of an answer. */
    public KubeUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
