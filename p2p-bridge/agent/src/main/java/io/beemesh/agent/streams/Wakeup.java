package io.beemesh.agent.streams;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes one follower: there is more to read, the container has ended, or nobody listens any more. Thread-safe. */
final class Wakeup {

    /** The longest that a lost wake-up can cost. */
    private static final long PATIENCE_SECONDS = 5;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean news;
    private boolean ended;
    private boolean closed;

    void more() {
        signal(() -> {});
    }

    void end() {
        signal(() -> ended = true);
    }

    void close() {
        signal(() -> closed = true);
    }

    private void signal(Runnable change) {
        lock.lock();
        try {
            change.run();
            news = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when something happened since the last call, and at the latest after 5 s. */
    void await() throws InterruptedException {
        lock.lock();
        try {
            long leftNanos = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!news && !closed && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
            news = false;
        } finally {
            lock.unlock();
        }
    }
}
