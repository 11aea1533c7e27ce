package io.beemesh.libp2p.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** One direction of a connection in memory: a ring of at most 64 KiB, allocated while there is something in it. */
final class MemoryPipe {
    private static final int CAPACITY = 64 * 1024;
    private static final byte[] NOTHING = {};

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private byte[] ring = NOTHING;
    private int first;
    private int held;
    private boolean cut;
    private boolean ended;
    private boolean abandoned;

    InputStream in() {
        return new In();
    }

    OutputStream out() {
        return new Out();
    }

    /** Stops or lets flow. */
    void hold(boolean hold) {
        change(() -> cut = hold);
    }

    /** The writer is gone: the reader gets what is left, then the end. */
    void end() {
        change(() -> ended = true);
    }

    /** The reader is gone: what is left is dropped and the writer fails. */
    void abandon() {
        change(() -> {
            abandoned = true;
            ring = NOTHING;
            held = 0;
        });
    }

    private void change(Runnable step) {
        lock.lock();
        try {
            step.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int read(byte[] target, int offset, int length) throws IOException {
        lock.lock();
        try {
            awaitWhile(() -> !abandoned && (cut || (held == 0 && !ended)));
            if (abandoned) {
                throw new SocketException("connection in memory is closed");
            }
            return held == 0 ? -1 : take(target, offset, length);
        } finally {
            lock.unlock();
        }
    }

    private int take(byte[] target, int offset, int length) {
        int count = Math.min(length, held);
        int straight = Math.min(count, CAPACITY - first);
        System.arraycopy(ring, first, target, offset, straight);
        System.arraycopy(ring, 0, target, offset + straight, count - straight);
        first = (first + count) % CAPACITY;
        held -= count;
        if (held == 0) {
            ring = NOTHING;
        }
        changed.signalAll();
        return count;
    }

    private int write(byte[] source, int offset, int length) throws IOException {
        lock.lock();
        try {
            awaitWhile(() -> !abandoned && !ended && held == CAPACITY);
            if (ended || abandoned) {
                throw new SocketException(
                        "connection in memory is closed by " + (ended ? "this" : "the other") + " side");
            }
            return put(source, offset, length);
        } finally {
            lock.unlock();
        }
    }

    private int put(byte[] source, int offset, int length) {
        if (held == 0) {
            ring = new byte[CAPACITY];
            first = 0;
        }
        int count = Math.min(length, CAPACITY - held);
        int at = (first + held) % CAPACITY;
        int straight = Math.min(count, CAPACITY - at);
        System.arraycopy(source, offset, ring, at, straight);
        System.arraycopy(source, offset + straight, ring, 0, count - straight);
        held += count;
        changed.signalAll();
        return count;
    }

    private void awaitWhile(BooleanSupplier blocked) throws SocketException {
        try {
            while (blocked.getAsBoolean()) {
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SocketException("interrupted on a connection in memory", e);
        }
    }

    /** The reading end. */
    private final class In extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            return length == 0 ? 0 : MemoryPipe.this.read(target, offset, length);
        }

        @Override
        public int available() {
            lock.lock();
            try {
                return cut ? 0 : held;
            } finally {
                lock.unlock();
            }
        }
    }

    /** The writing end. */
    private final class Out extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, source.length);
            for (int done = 0; done < length; ) {
                done += MemoryPipe.this.write(source, offset + done, length - done);
            }
        }
    }
}
