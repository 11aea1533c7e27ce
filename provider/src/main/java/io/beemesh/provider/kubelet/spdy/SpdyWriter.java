package io.beemesh.provider.kubelet.spdy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Writes frames, each as one write and at once. Safe for use by many threads. */
public final class SpdyWriter implements AutoCloseable {
    /** Most bytes of a data frame; more come in several. */
    public static final int DATA_BYTES_MAX = 32 * 1024;

    private static final int HEAD_BYTES = 8;
    private static final int CONTROL = 0x80030000;
    private static final int FLAG_FIN = 1;
    private static final int PONGS_MAX = 64;

    private final OutputStream out;
    private final HeaderDeflater headers = new HeaderDeflater();
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<SpdyFrame.Ping> pongs = new ArrayDeque<>();
    private final ReentrantLock pongsLock = new ReentrantLock();

    /** Writes to a stream that should not be buffered. */
    public SpdyWriter(OutputStream out) {
        this.out = out;
    }

    /** Writes a frame; blocks as long as the peer does not read. */
    public void write(SpdyFrame frame) throws IOException {
        lock.lock();
        try {
            writePongs();
            writeNow(frame);
        } finally {
            lock.unlock();
        }
        flushPongs();
    }

    /**
     * Answers a ping without waiting for a writer that blocks: the answer then goes with the next frame. At most 64
     * wait; a peer that asks faster than it reads gets no more.
     */
    public void pong(SpdyFrame.Ping ping) throws IOException {
        pongsLock.lock();
        try {
            if (pongs.size() < PONGS_MAX) {
                pongs.add(ping);
            }
        } finally {
            pongsLock.unlock();
        }
        flushPongs();
    }

    private void flushPongs() throws IOException {
        // Asked again after the lock is given back: an answer may have come while we held it.
        while (waiting() && lock.tryLock()) {
            try {
                writePongs();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean waiting() {
        pongsLock.lock();
        try {
            return !pongs.isEmpty();
        } finally {
            pongsLock.unlock();
        }
    }

    private void writePongs() throws IOException {
        for (SpdyFrame.Ping next = poll(); next != null; next = poll()) {
            writeNow(next);
        }
    }

    private SpdyFrame.@Nullable Ping poll() {
        pongsLock.lock();
        try {
            return pongs.poll();
        } finally {
            pongsLock.unlock();
        }
    }

    private void writeNow(SpdyFrame frame) throws IOException {
        switch (frame) {
            case SpdyFrame.SynStream syn -> {
                byte[] block = headers.encode(syn.headers());
                ByteBuffer payload = ByteBuffer.allocate(10 + block.length);
                payload.putInt(syn.stream()).putInt(0).putShort((short) 0).put(block);
                control(FrameType.SYN_STREAM, syn.fin(), payload);
            }
            case SpdyFrame.SynReply reply -> {
                byte[] block = headers.encode(reply.headers());
                ByteBuffer payload = ByteBuffer.allocate(Integer.BYTES + block.length);
                control(
                        FrameType.SYN_REPLY,
                        reply.fin(),
                        payload.putInt(reply.stream()).put(block));
            }
            case SpdyFrame.Data data -> data(data);
            case SpdyFrame.RstStream reset ->
                control(FrameType.RST_STREAM, false, words(reset.stream(), reset.status()));
            case SpdyFrame.Ping ping ->
                control(
                        FrameType.PING,
                        false,
                        ByteBuffer.allocate(Integer.BYTES).putInt(ping.id()));
            case SpdyFrame.GoAway away -> control(FrameType.GOAWAY, false, words(away.lastStream(), 0));
            case SpdyFrame.Ignored ignored ->
                throw new IllegalArgumentException("frame type " + ignored.type() + " is only ever received");
        }
    }

    private static ByteBuffer words(int one, int other) {
        return ByteBuffer.allocate(2 * Integer.BYTES).putInt(one).putInt(other);
    }

    private void control(int type, boolean fin, ByteBuffer payload) throws IOException {
        int length = payload.flip().remaining();
        ByteBuffer frame = ByteBuffer.allocate(HEAD_BYTES + length);
        frame.putInt(CONTROL | type).putInt((fin ? FLAG_FIN << 24 : 0) | length).put(payload);
        out.write(frame.array());
    }

    private void data(SpdyFrame.Data data) throws IOException {
        ByteBuffer bytes = data.bytes().duplicate();
        do {
            int length = Math.min(bytes.remaining(), DATA_BYTES_MAX);
            boolean fin = data.fin() && length == bytes.remaining();
            ByteBuffer frame = ByteBuffer.allocate(HEAD_BYTES + length);
            frame.putInt(data.stream()).putInt((fin ? FLAG_FIN << 24 : 0) | length);
            frame.put(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
            out.write(frame.array());
        } while (bytes.hasRemaining());
    }

    /** Gives back the memory of the compressor; nothing can be written any more. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            headers.close();
        } finally {
            lock.unlock();
        }
    }
}
