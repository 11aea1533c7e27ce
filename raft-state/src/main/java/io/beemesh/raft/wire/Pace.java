package io.beemesh.raft.wire;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How fast bytes may leave. For one thread. */
public final class Pace {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long bytesPerSecond;
    private final LongSupplier ticker;
    private long freeAtNanos;

    /**
     * Bytes leave evenly; after a pause, one second's worth of them leaves at once.
     *
     * @param bytesPerSecond at least 1; {@link Long#MAX_VALUE} for as fast as the peer reads
     * @param ticker nanoseconds that only grow
     */
    public Pace(long bytesPerSecond, LongSupplier ticker) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a pace of " + bytesPerSecond + " bytes a second (expected: >= 1)");
        }
        this.bytesPerSecond = bytesPerSecond;
        this.ticker = ticker;
        this.freeAtNanos = ticker.getAsLong();
    }

    /** As fast as the peer reads. */
    public static Pace unbounded() {
        return new Pace(Long.MAX_VALUE, () -> 0);
    }

    /** Waits until so many bytes may leave. */
    void await(int bytes) throws InterruptedException {
        long nanos = reserve(bytes);
        if (nanos > 0) {
            boolean never = new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS);
            assert !never;
        }
    }

    /** How many nanoseconds those bytes have to wait; none if it is not more than zero. */
    long reserve(int bytes) {
        if (bytesPerSecond == Long.MAX_VALUE) {
            return 0;
        }
        long now = ticker.getAsLong();
        freeAtNanos =
                Math.max(freeAtNanos, now - SECOND_NANOS) + (long) (bytes * (double) SECOND_NANOS / bytesPerSecond);
        return freeAtNanos - now;
    }
}
