package io.beemesh.agent.pods.status;

import java.time.Instant;

/** What a container does, in the API's words. */
public sealed interface RunState {
    /** It does not run, and will, or waits for what keeps it. The reason may be empty. */
    record Waiting(String reason, String message) implements RunState {}

    /** It runs. */
    record Running(Instant startedAt) implements RunState {}

    /**
     * It ended.
     *
     * @param signal 0 for none
     * @param containerId with its runtime: {@code podman://...}; empty if it never was one
     */
    record Terminated(
            int exitCode,
            int signal,
            String reason,
            String message,
            Instant startedAt,
            Instant finishedAt,
            String containerId)
            implements RunState {}
}
