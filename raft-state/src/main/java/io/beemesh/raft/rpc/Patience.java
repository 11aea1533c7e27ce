package io.beemesh.raft.rpc;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.retry.RetryPolicy;
import org.apache.ratis.util.TimeDuration;

/**
 * How long whoever asks a group waits: its thread knows until when, and neither a call nor a further try outlives that.
 * Who has said nothing asks {@value #TRIES_MAX} times.
 */
public final class Patience {
    private static final ScopedValue<Long> END_NANOS = ScopedValue.newInstance();
    private static final int TRIES_MAX = 100;
    private static final TimeDuration PAUSE = TimeDuration.valueOf(100, TimeUnit.MILLISECONDS);

    private Patience() {}

    /**
     * Asks, and waits for so long at most.
     *
     * @param ask does so on this thread
     */
    public static RaftClientReply within(Duration bound, ScopedValue.CallableOp<RaftClientReply, IOException> ask)
            throws IOException {
        return ScopedValue.where(END_NANOS, System.nanoTime() + bound.toNanos()).call(ask);
    }

    /** When a client of a group asks again, and when it gives up. */
    public static RetryPolicy retries() {
        return failure -> failure.getAttemptCount() < TRIES_MAX && leftNanos() > PAUSE.toLong(TimeUnit.NANOSECONDS)
                ? () -> PAUSE
                : RetryPolicy.NO_RETRY_ACTION;
    }

    /** What of a time is left to this thread, in milliseconds. */
    static long left(Duration longest) {
        return Math.max(0, Math.min(longest.toMillis(), TimeUnit.NANOSECONDS.toMillis(leftNanos())));
    }

    private static long leftNanos() {
        return END_NANOS.isBound() ? END_NANOS.get() - System.nanoTime() : Long.MAX_VALUE;
    }
}
