package io.beemesh.provider.tunnel.session;

import io.beemesh.provider.tunnel.wire.MessageCodec;
import io.beemesh.provider.tunnel.wire.TunnelMessage;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent: control messages, which nobody waits for, ahead of data, whose senders wait for room in turn.
 *
 * <p>Bounds: {@value #CONTROL_MAX} control messages, and one more closes it, since a server that makes us say so much
 * and reads nothing is lost; {@value #DATA_MAX} messages of data, and one more waits. Any thread.
 */
final class Outbox {
    static final int CONTROL_MAX = 8192;
    static final int DATA_MAX = 16;

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition filled = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Queue<ByteBuffer> control = new ArrayDeque<>();
    private final Queue<ByteBuffer> data = new ArrayDeque<>();
    private long id;
    private boolean closed;

    /** Sends a message ahead of all data. Never waits; when there is no room, it closes. */
    void post(TunnelMessage message) {
        lock.lock();
        try {
            if (control.size() == CONTROL_MAX) {
                shut();
            } else if (!closed) {
                control.add(MessageCodec.encode(++id, message));
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends a message after all data that was put before it; waits for room. Does nothing once it is closed. */
    void put(TunnelMessage message) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (data.size() == DATA_MAX && !closed) {
                room.await();
            }
            if (!closed) {
                data.add(MessageCodec.encode(++id, message));
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next message to send, which it waits for; null once it is closed. */
    @Nullable
    ByteBuffer take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (control.isEmpty() && data.isEmpty() && !closed) {
                filled.await();
            }
            ByteBuffer next = control.poll();
            if (next == null) {
                next = data.poll();
                room.signal();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Drops what waits, and lets everybody go. Idempotent. */
    void close() {
        lock.lock();
        try {
            shut();
        } finally {
            lock.unlock();
        }
    }

    private void shut() {
        closed = true;
        control.clear();
        data.clear();
        filled.signalAll();
        room.signalAll();
    }
}
