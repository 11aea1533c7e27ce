package io.beemesh.mesh.testing;

import io.beemesh.libp2p.StreamResetException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One direction of a stream: a ring of bytes that blocks its writer while it is full. */
final class Pipe {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final byte[] ring;
    private int head;
    private int count;
    private State state = State.OPEN;

    private enum State {
        OPEN,
        FINISHED,
        UNREAD,
        RESET
    }

    Pipe(int windowBytes) {
        this.ring = new byte[windowBytes];
    }

    int read(byte[] buffer, int offset, int length, Duration deadline) throws IOException {
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            await(() -> count > 0 || state != State.OPEN, deadline);
            failIfReset();
            if (count == 0 || state == State.UNREAD) {
                return -1;
            }
            int taken = Math.min(length, count);
            for (int i = 0; i < taken; i++) {
                buffer[offset + i] = ring[(head + i) % ring.length];
            }
            head = (head + taken) % ring.length;
            count -= taken;
            changed.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    void write(byte[] buffer, int offset, int length, Duration deadline) throws IOException {
        lock.lock();
        try {
            for (int i = 0; i < length; i++) {
                await(() -> count < ring.length || state != State.OPEN, deadline);
                failIfReset();
                if (state == State.FINISHED) {
                    throw new IOException("the write side is closed");
                }
                if (state == State.OPEN) {
                    ring[(head + count) % ring.length] = buffer[offset + i];
                    count++;
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The writer has no more. */
    void finish() {
        moveTo(State.FINISHED);
    }

    /** The reader wants no more: what is written is dropped. */
    void ignore() {
        moveTo(State.UNREAD);
    }

    void reset() {
        lock.lock();
        try {
            state = State.RESET;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void moveTo(State next) {
        lock.lock();
        try {
            if (state == State.OPEN || (state == State.FINISHED && next == State.UNREAD)) {
                state = next;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void failIfReset() throws StreamResetException {
        if (state == State.RESET) {
            throw new StreamResetException("the stream was reset", 0);
        }
    }

    private interface Check {
        boolean holds();
    }

    private void await(Check check, Duration deadline) throws IOException {
        long left = deadline.isZero() ? Long.MAX_VALUE : deadline.toNanos();
        try {
            while (!check.holds()) {
                changed.signalAll();
                if (left <= 0) {
                    throw new SocketTimeoutException("no progress within " + deadline.toMillis() + " ms");
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }
}
