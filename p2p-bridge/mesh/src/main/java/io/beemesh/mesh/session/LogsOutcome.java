package io.beemesh.mesh.session;

import io.beemesh.mesh.wire.StreamOpening;
import java.io.InputStream;

/** Whether a container's log can be read. */
public sealed interface LogsOutcome {
    /** It can: its bytes until the end; closing it early ends the reading on the host. */
    record Opened(InputStream log) implements LogsOutcome {}

    /**
     * It cannot.
     *
     * @param result why, for machines; never OK
     * @param message why, a sentence of at most 4,096 characters
     */
    record Refused(StreamOpening.Result result, String message) implements LogsOutcome {}
}
