package io.beemesh.mesh.session.port;

import io.beemesh.mesh.wire.StreamOpening;

/** Whether a connection to a port of a pod came to be. */
public sealed interface ForwardOutcome {
    /** It did; to be closed by who asked. */
    record Opened(PortConnection connection) implements ForwardOutcome {}

    /**
     * It did not.
     *
     * @param result why, for machines; never OK
     * @param message why, a sentence of at most 4,096 characters
     */
    record Refused(StreamOpening.Result result, String message) implements ForwardOutcome {}
}
