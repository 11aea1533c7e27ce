package io.beemesh.raft.front;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Where the thread of a stream waits until it may go on. */
final class Gate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Duration longest;
    private boolean ended;

    /**
     * Open until {@link #end}.
     *
     * @param longest how long it waits for one thing
     */
    Gate(Duration longest) {
        this.longest = longest;
    }

    /** Something may have changed. */
    void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is waited for any more. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean hasEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something is so; false if that took too long, or it has ended. */
    boolean await(BooleanSupplier wanted) throws InterruptedException {
        return await(wanted, longest);
    }

    /** The same with another bound. */
    boolean await(BooleanSupplier wanted, Duration bound) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = bound.toNanos();
            while (!ended && !wanted.getAsBoolean() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !ended && wanted.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }
}
