package io.beemesh.provider.kubelet;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which part of a container's log is wanted.
 *
 * @param instance which instance of the container, and how long to wait for more
 * @param timestamps whether each line starts with its time (RFC 3339)
 * @param range which lines and bytes
 * @param stream which of the outputs
 * @see <a href="https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/">PodLogOptions</a>
 */
public record LogQuery(Instance instance, boolean timestamps, Range range, LogStream stream) {

    /** An instance of a container, and whether to wait for more of its log. */
    public enum Instance {
        /** The log so far of the latest instance. */
        LATEST,
        /** The log of the latest instance until it ends. */
        LATEST_FOLLOWED,
        /** The log of the instance before the latest. */
        PREVIOUS
    }

    /**
     * A part of a log.
     *
     * @param tailLines at most so many lines from the end, 0 or more
     * @param since only lines from then on
     * @param limitBytes end after so many bytes, 1 or more
     */
    public record Range(OptionalLong tailLines, Optional<Instant> since, OptionalLong limitBytes) {}

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
