package io.beemesh.mesh.attach;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * When beats are due and which were answered. Pure but for its lock: time is given to it, in nanoseconds of one ticker.
 *
 * <p>Each interval is drawn anew within 20 % around the wished one, so that hosts do not beat in step.
 */
final class Beats {
    private static final int OUTSTANDING_MAX = 64;
    private static final double SPREAD = 0.2;

    private final Duration interval;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Sent> outstanding = new ArrayDeque<>();
    private long number;
    private long dueNanos;
    private long ackedSentNanos;

    private record Sent(long number, long atNanos) {}

    /** The first beat is due at once; what was sent at {@code nowNanos} counts as answered. */
    Beats(Duration interval, RandomGenerator random, long nowNanos) {
        this.interval = interval;
        this.random = random;
        this.dueNanos = nowNanos;
        this.ackedSentNanos = nowNanos;
    }

    /** How long until the next beat is due; zero or less if it is. */
    long untilDueNanos(long nowNanos) {
        lock.lock();
        try {
            return dueNanos - nowNanos;
        } finally {
            lock.unlock();
        }
    }

    /** The number of the beat that is sent now. Only the newest {@value #OUTSTANDING_MAX} are remembered. */
    long send(long nowNanos) {
        lock.lock();
        try {
            number++;
            if (outstanding.size() == OUTSTANDING_MAX) {
                outstanding.removeFirst();
            }
            outstanding.addLast(new Sent(number, nowNanos));
            dueNanos = nowNanos + (long) (interval.toNanos() * random.nextDouble(1 - SPREAD, 1 + SPREAD));
            return number;
        } finally {
            lock.unlock();
        }
    }

    /** Notes an answer; one to a beat that was never sent, or answered before, changes nothing. */
    void acked(long ackedNumber) {
        lock.lock();
        try {
            while (!outstanding.isEmpty()
                    && ackedNumber <= number
                    && outstanding.getFirst().number() <= ackedNumber) {
                ackedSentNanos = outstanding.removeFirst().atNanos();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How long ago the newest answered beat was sent. */
    Duration ackAge(long nowNanos) {
        lock.lock();
        try {
            return Duration.ofNanos(nowNanos - ackedSentNanos);
        } finally {
            lock.unlock();
        }
    }
}
