package io.beemesh.raft.wire;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Frames on their way out of a stream, {@value #BYTES_MAX} bytes of them at most. Small frames that wait together leave
 * in one write.
 *
 * <p>Safe for use by any thread; one thread runs {@link #drain}.
 */
final class Outbox {
    /** How much may wait. */
    static final int BYTES_MAX = 8 << 20;

    private static final int BATCH_BYTES = 64 << 10;

    private final LinkedBlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(BYTES_MAX);

    /**
     * Puts a frame behind the others, once there is room for it.
     *
     * @throws SocketTimeoutException if there was none in time: the peer reads too slowly, or not at all
     */
    void put(Frame frame, Duration patience) throws IOException {
        try {
            if (!room.tryAcquire(frame.size(), patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SocketTimeoutException("the peer took nothing for " + patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while the peer took nothing").initCause(e);
        }
        frames.add(frame);
    }

    /** Puts a frame behind the others if there is room for it now; whether there was. */
    boolean offer(Frame frame) {
        return room.tryAcquire(frame.size()) && frames.add(frame);
    }

    /** Writes frames in their order until it is interrupted or a write fails. */
    void drain(OutputStream out, Pace pace) throws IOException, InterruptedException {
        while (true) {
            Frame first = frames.take();
            byte[] batch = new byte[frames.isEmpty() ? first.size() : Math.max(first.size(), BATCH_BYTES)];
            int length = fill(ByteBuffer.wrap(batch), first);
            pace.await(length);
            out.write(batch, 0, length);
            out.flush();
            room.release(length);
        }
    }

    private int fill(ByteBuffer batch, Frame first) {
        first.put(batch);
        Frame next = frames.peek();
        while (next != null && next.size() <= batch.remaining()) {
            frames.remove().put(batch);
            next = frames.peek();
        }
        return batch.position();
    }
}
