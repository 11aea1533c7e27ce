package io.beemesh.libp2p.host;

import java.time.Duration;

/** Runs things later. Tasks are short and do not block. */
public interface Timers extends AutoCloseable {
    /**
     * Runs a task once.
     *
     * @return closing it keeps the task from running if it has not begun
     */
    Cancel after(Duration delay, Runnable task);

    /** Drops all tasks. */
    @Override
    void close();

    /** A task that may still be dropped. */
    @FunctionalInterface
    interface Cancel extends AutoCloseable {
        @Override
        void close();
    }

    /** Timers of the system, on one thread. */
    static Timers system() {
        return new SystemTimers();
    }
}
