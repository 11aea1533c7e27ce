package io.beemesh.agent.streams;

import io.beemesh.mesh.wire.LogsRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a log is wanted, and how.
 *
 * @param follow whether to go on until the container ends
 * @param timestamps whether each line begins with its time
 * @param tailLines only so many lines from the end, or -1 for all
 * @param since only lines of that time or later, or null
 * @param limitBytes at most so many bytes, or -1
 * @param streams of the two outputs
 */
record LogQuery(
        boolean follow,
        boolean timestamps,
        long tailLines,
        @Nullable Instant since,
        long limitBytes,
        Streams streams) {

    /** Which outputs are wanted. */
    enum Streams {
        STDOUT,
        STDERR,
        BOTH;

        boolean has(boolean error) {
            return this == BOTH || (this == STDERR) == error;
        }
    }

    /** The query of a request; one that wants neither output gets both, as the kubelet's API has it. */
    static LogQuery of(LogsRequest request) {
        Streams streams = request.getStdout() == request.getStderr()
                ? Streams.BOTH
                : request.getStdout() ? Streams.STDOUT : Streams.STDERR;
        return new LogQuery(
                request.getFollow(),
                request.getTimestamps(),
                request.hasTailLines() ? request.getTailLines() : -1,
                request.hasSinceMs() ? Instant.ofEpochMilli(request.getSinceMs()) : null,
                request.hasLimitBytes() ? request.getLimitBytes() : -1,
                streams);
    }
}
