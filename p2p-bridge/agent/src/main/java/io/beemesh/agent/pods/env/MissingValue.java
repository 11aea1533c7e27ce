package io.beemesh.agent.pods.env;

import java.io.Serial;

/** A value that a container needs is not there; the message is the kubelet's. Carries no stack: it is an outcome. */
public final class MissingValue extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Says what is not there, never a value. */
    public MissingValue(String message) {
        super(message, null, false, false);
    }

    /** The message, never absent. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
