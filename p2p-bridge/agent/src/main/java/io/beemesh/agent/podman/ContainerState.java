package io.beemesh.agent.podman;

import java.time.Instant;

/** What a container does. */
public sealed interface ContainerState {

    /** Made, and not started (or its start was refused). */
    record Created() implements ContainerState {}

    /**
     * Started.
     *
     * @param startedAt when
     * @param pid of its main process on the machine
     */
    record Running(Instant startedAt, int pid) implements ContainerState {}

    /**
     * Ended.
     *
     * @param exitCode of its main process; 128 + n if signal n ended it
     * @param outOfMemory whether the kernel killed it for its memory bound
     * @param startedAt when it was started
     * @param finishedAt when it ended
     */
    record Exited(int exitCode, boolean outOfMemory, Instant startedAt, Instant finishedAt) implements ContainerState {
        /** The signal that ended it, or 0. */
        public int signal() {
            return exitCode > 128 && exitCode < 128 + 65 ? exitCode - 128 : 0;
        }
    }
}
