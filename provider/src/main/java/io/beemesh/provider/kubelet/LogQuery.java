package io.beemesh.provider.kubelet;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which part of a container's log is wanted.
 *
 * @param follow whether to wait for more until the container ends
 * @param previous whether the container's last instance is meant
 * @param timestamps whether each line starts with its time (RFC 3339)
 * @param tailLines at most so many lines from the end, 0 or more
 * @param since only lines from then on
 * @param limitBytes end after so many bytes, 1 or more
 * @param stream which of the outputs
 * @see <a href="https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/">PodLogOptions</a>
 */
public record LogQuery(
        boolean follow,
        boolean previous,
        boolean timestamps,
        OptionalLong tailLines,
        Optional<Instant> since,
        OptionalLong limitBytes,
        LogStream stream) {

    /** An output of a container. */
    public enum LogStream {
        /** Both, in the order they were written. */
        ALL,
        /** The standard output alone. */
        STDOUT,
        /** The error output alone. */
        STDERR
    }
}
