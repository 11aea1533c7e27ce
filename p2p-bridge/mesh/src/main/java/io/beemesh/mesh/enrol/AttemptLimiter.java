package io.beemesh.mesh.enrol;

import io.beemesh.libp2p.identity.PeerId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Bounds how often one peer, and all peers together, may try a token in a span of time. Any thread.
 *
 * <p>Never remembers more peers than attempts are allowed in one span.
 */
final class AttemptLimiter {
    private final AttemptLimits limits;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PeerId, Integer> attempts = new HashMap<>();
    private int total;
    private long spanStartedNanos;

    AttemptLimiter(AttemptLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
        this.spanStartedNanos = nanos.getAsLong();
    }

    /** Counts an attempt, and whether it may be made. One that may not be made counts for nothing. */
    boolean tryAcquire(PeerId peer) {
        lock.lock();
        try {
            startSpanIfDue();
            int before = attempts.getOrDefault(peer, 0);
            if (total >= limits.overall() || before >= limits.perPeer()) {
                return false;
            }
            attempts.put(peer, before + 1);
            total++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void startSpanIfDue() {
        long now = nanos.getAsLong();
        if (now - spanStartedNanos >= limits.span().toNanos()) {
            spanStartedNanos = now;
            attempts.clear();
            total = 0;
        }
    }

    /**
     * How many attempts are allowed.
     *
     * @param perPeer of one peer in a span
     * @param overall of all peers in a span, not below perPeer
     * @param span how long the counting goes on before it begins anew
     */
    record AttemptLimits(int perPeer, int overall, Duration span) {
        /** Leaves an eager person and a fleet that joins at once alone, and makes guessing 128 bits hopeless. */
        static final AttemptLimits DEFAULT = new AttemptLimits(10, 1_000, Duration.ofMinutes(1));
    }
}
