package io.beemesh.agent.podman;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Podman refused a call, or could not be reached. The message is Podman's own where there is one. */
public final class PodmanException extends IOException {

    /** The status of an exception for which no answer came. */
    public static final int UNREACHABLE = 0;

    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;

    /** Podman answered with an HTTP status of 300 or above. */
    public PodmanException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Podman gave no answer: its socket is not there, it broke off, or what it said was no HTTP. */
    public PodmanException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = UNREACHABLE;
    }

    /** The HTTP status, or {@link #UNREACHABLE}. */
    public int status() {
        return status;
    }

    /** What was named is not there. */
    public boolean isNotFound() {
        return status == 404;
    }

    /** What was asked for does not fit the state, for example an exec in a container that does not run. */
    public boolean isConflict() {
        return status == 409;
    }

    /** No answer came: the call may or may not have been done, and may be repeated. */
    public boolean isUnreachable() {
        return status == UNREACHABLE;
    }

    /** The message, never absent. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "podman failed without a message" : message;
    }
}
