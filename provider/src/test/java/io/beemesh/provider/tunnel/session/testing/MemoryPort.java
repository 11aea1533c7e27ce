package io.beemesh.provider.tunnel.session.testing;

import io.beemesh.provider.tunnel.session.MessagePort;
import io.beemesh.provider.tunnel.wire.MessageCodec;
import io.beemesh.provider.tunnel.wire.TunnelMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server's end of the messages: keeps what is sent, and may be slow to take it. */
public final class MemoryPort implements MessagePort {
    private static final int PLENTY = Integer.MAX_VALUE / 2;

    private final BlockingQueue<TunnelMessage> sent = new LinkedBlockingQueue<>();
    private final Semaphore mayTake = new Semaphore(PLENTY);
    private final AtomicInteger pings = new AtomicInteger();
    private final CountDownLatch aborted = new CountDownLatch(1);

    @Override
    public void send(ByteBuffer payload) throws IOException, InterruptedException {
        mayTake.acquire();
        if (aborted.getCount() == 0) {
            throw new IOException("aborted");
        }
        sent.add(MessageCodec.decode(payload));
    }

    @Override
    public void ping() {
        pings.incrementAndGet();
    }

    @Override
    public void abort() {
        aborted.countDown();
        mayTake.release(1);
    }

    /** Takes nothing more until {@link #flow}. */
    public void stall() {
        mayTake.drainPermits();
    }

    /** Takes everything again. */
    public void flow() {
        mayTake.release(PLENTY);
    }

    /** The next message that was sent; fails after 10 s without one. */
    public TunnelMessage next() throws InterruptedException {
        TunnelMessage message = sent.poll(10, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("nothing was sent");
        }
        return message;
    }

    /** The next bytes of data, so many of them, whatever is sent in between. */
    public List<TunnelMessage> untilData(int bytes) throws InterruptedException {
        List<TunnelMessage> others = new ArrayList<>();
        int left = bytes;
        while (left > 0) {
            TunnelMessage message = next();
            if (message instanceof TunnelMessage.Data(long number, ByteBuffer data)) {
                left -= data.remaining();
            } else {
                others.add(message);
            }
        }
        return others;
    }

    /** Whether nothing waits that was sent. */
    public boolean silent() {
        return sent.isEmpty();
    }

    /** How many pings were sent. */
    public int pings() {
        return pings.get();
    }

    /** Whether it was dropped. */
    public boolean aborted() {
        return aborted.getCount() == 0;
    }
}
