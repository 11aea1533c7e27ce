package io.beemesh.raft.appender;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a follower that fails is left alone: 10 ms, doubled by each failure up to a bound, until it answers.
 *
 * <p>Safe for use by any thread.
 */
final class Backoff {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int DOUBLINGS_MAX = 10;

    private final long maxNanos;
    private final LongSupplier ticker;
    private int failures;
    private long endsAtNanos;

    /** None yet. */
    Backoff(long maxMillis, LongSupplier ticker) {
        this.maxNanos = TimeUnit.MILLISECONDS.toNanos(maxMillis);
        this.ticker = ticker;
        this.endsAtNanos = ticker.getAsLong();
    }

    /** A call failed; what fails during a pause was sent before it, and does not make it longer. */
    synchronized void failed() {
        if (remainingMillis() == 0) {
            long pause = FIRST_NANOS << Math.min(failures++, DOUBLINGS_MAX);
            endsAtNanos = ticker.getAsLong() + Math.min(pause, maxNanos);
        }
    }

    /** The follower answered. */
    synchronized void answered() {
        failures = 0;
    }

    /** How long the pause lasts, rounded up; 0 if there is none. */
    synchronized long remainingMillis() {
        long nanos = Math.max(0, endsAtNanos - ticker.getAsLong());
        return TimeUnit.NANOSECONDS.toMillis(nanos + TimeUnit.MILLISECONDS.toNanos(1) - 1);
    }
}
