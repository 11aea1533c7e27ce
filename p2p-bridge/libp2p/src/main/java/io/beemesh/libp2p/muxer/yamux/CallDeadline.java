package io.beemesh.libp2p.muxer.yamux;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;

/** How long one blocking call may still wait. For one thread. */
final class CallDeadline {
    private final Duration bound;
    private long leftNanos;

    /** Zero waits for ever. */
    CallDeadline(Duration bound) {
        this.bound = bound;
        this.leftNanos = bound.toNanos();
    }

    /**
     * Waits for a signal; the caller looks at its condition again.
     *
     * @param what is waited for, for the message
     * @throws SocketTimeoutException when the time is up
     * @throws InterruptedIOException if the thread was interrupted; its interrupt is restored
     */
    @SuppressWarnings("WaitNotInLoop") // The loop is the caller's.
    void await(Condition signal, String what) throws IOException {
        if (!bound.isZero() && leftNanos <= 0) {
            throw new SocketTimeoutException("waited " + bound + " for " + what);
        }
        try {
            if (bound.isZero()) {
                signal.await();
            } else {
                leftNanos = signal.awaitNanos(leftNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for " + what);
            interrupted.initCause(e);
            throw interrupted;
        }
    }
}
