package io.beemesh.provider.tunnel.session.testing;

import io.beemesh.provider.tunnel.session.KubeletDoor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A connection to a kubelet that a test plays. */
public final class MemoryLine implements KubeletDoor.Line {
    private static final byte[] END = new byte[0];

    private final BlockingQueue<byte[]> said = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition listens = lock.newCondition();
    private boolean deaf;
    private volatile boolean broken;
    private volatile boolean hungUp;

    /** The kubelet says something. */
    public void say(byte[] bytes) {
        said.add(bytes);
    }

    /** The kubelet says something. */
    public void say(String text) {
        say(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The kubelet ends the connection. */
    public void hangUp() {
        said.add(END);
    }

    /** The kubelet hears nothing until {@link #listen}: whoever writes to it waits. */
    public void turnDeaf() {
        lock.lock();
        deaf = true;
        lock.unlock();
    }

    /** The kubelet hears again. */
    public void listen() {
        lock.lock();
        deaf = false;
        listens.signalAll();
        lock.unlock();
    }

    /** Whoever writes to the kubelet fails from now on. */
    public void breakWrites() {
        broken = true;
    }

    /** What the kubelet heard next; fails after 10 s without anything. */
    public String heard() throws InterruptedException {
        byte[] bytes = heard.poll(10, TimeUnit.SECONDS);
        if (bytes == null) {
            throw new AssertionError("the kubelet heard nothing");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** How many chunks were read of what the kubelet said. */
    public int reads() {
        return reads.get();
    }

    /** Whether the end was read of what the kubelet said. */
    public boolean hungUp() {
        return hungUp;
    }

    /** Whether the connection is closed, within 10 s. */
    public boolean awaitClosed() throws InterruptedException {
        return closed.await(10, TimeUnit.SECONDS);
    }

    @Override
    public InputStream input() {
        return new Said();
    }

    @Override
    public OutputStream output() {
        return new Heard();
    }

    @Override
    public void close() {
        closed.countDown();
        said.add(END);
        listen();
    }

    private final class Said extends InputStream {
        @Override
        public int read() {
            throw new UnsupportedOperationException("one byte at a time");
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                byte[] next = said.take();
                if (closed.getCount() == 0) {
                    throw new IOException("closed");
                }
                if (next.length == 0) {
                    hungUp = true;
                    return -1;
                }
                reads.incrementAndGet();
                System.arraycopy(next, 0, into, offset, next.length);
                return next.length;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    private final class Heard extends OutputStream {
        @Override
        public void write(int one) {
            throw new UnsupportedOperationException("one byte at a time");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            lock.lock();
            try {
                while (deaf && closed.getCount() > 0) {
                    listens.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
            if (broken || closed.getCount() == 0) {
                throw new IOException("Broken pipe");
            }
            heard.add(Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }
}
