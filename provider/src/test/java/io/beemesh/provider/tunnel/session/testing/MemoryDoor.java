package io.beemesh.provider.tunnel.session.testing;

import io.beemesh.provider.tunnel.session.KubeletDoor;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A kubelet at port 10250 that a test plays, slow to answer or dead if it likes. */
public final class MemoryDoor implements KubeletDoor {
    /** The address that leads here. */
    public static final String ADDRESS = "tcp/127.0.0.1:10250";

    private static final int PLENTY = Integer.MAX_VALUE / 2;

    private final BlockingQueue<MemoryLine> opened = new LinkedBlockingQueue<>();
    private final Semaphore mayOpen = new Semaphore(PLENTY);
    private volatile boolean dead;

    @Override
    public boolean answersTo(String address) {
        return address.equals(ADDRESS);
    }

    @Override
    public Line open() throws IOException {
        try {
            mayOpen.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (dead) {
            throw new IOException("Connection refused");
        }
        MemoryLine line = new MemoryLine();
        opened.add(line);
        return line;
    }

    /** Does not answer until {@link #answer}. */
    public void hold() {
        mayOpen.drainPermits();
    }

    /** Answers whoever waits. */
    public void answer() {
        mayOpen.release(PLENTY);
    }

    /** Refuses connections from now on. */
    public void die() {
        dead = true;
    }

    /** The next connection that was opened; fails after 10 s without one. */
    public MemoryLine next() throws InterruptedException {
        MemoryLine line = opened.poll(10, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("no connection was opened");
        }
        return line;
    }

    /** Whether nobody came. */
    public boolean untouched() {
        return opened.isEmpty();
    }
}
