package io.beemesh.provider.kubelet.portforward;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a client has sent on one stream and the pod has not taken yet. Who puts waits while it holds
 * {@link #BYTES_MAX} or more, so that it never holds more than one piece above that. One thread puts, one takes.
 */
final class Upload {
    static final int BYTES_MAX = 64 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<ByteBuffer> pieces = new ArrayDeque<>();
    private int heldBytes;
    private boolean ended;
    private boolean dropped;

    /** Adds a piece. What comes after the end, or after it was dropped, counts for nothing. */
    void put(ByteBuffer piece) {
        lock.lock();
        try {
            while (heldBytes >= BYTES_MAX && !dropped) {
                changed.awaitUninterruptibly();
            }
            if (!ended && !dropped && piece.hasRemaining()) {
                pieces.add(piece);
                heldBytes += piece.remaining();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** No more follows. Idempotent. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what it holds and what is still to come; nobody waits any longer. Idempotent. */
    void drop() {
        lock.lock();
        try {
            dropped = true;
            pieces.clear();
            heldBytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next piece; empty at the end. */
    Optional<ByteBuffer> take() {
        lock.lock();
        try {
            while (pieces.isEmpty() && !ended && !dropped) {
                changed.awaitUninterruptibly();
            }
            ByteBuffer piece = pieces.poll();
            if (piece != null) {
                heldBytes -= piece.remaining();
                changed.signalAll();
            }
            return Optional.ofNullable(piece);
        } finally {
            lock.unlock();
        }
    }

    /** Whether it was dropped, and so did not end in order. */
    boolean isDropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the client has said its last, and nothing of it was dropped. */
    boolean isEnded() {
        lock.lock();
        try {
            return ended && !dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it has ended, or until nothing came for a while. */
    void awaitEnd(Duration silence) throws InterruptedException {
        lock.lock();
        try {
            long leftNanos = silence.toNanos();
            while (!dropped && !(ended && pieces.isEmpty()) && leftNanos > 0) {
                boolean quiet = pieces.isEmpty();
                leftNanos = changed.awaitNanos(leftNanos);
                if (!quiet || leftNanos > 0) {
                    leftNanos = silence.toNanos();
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
