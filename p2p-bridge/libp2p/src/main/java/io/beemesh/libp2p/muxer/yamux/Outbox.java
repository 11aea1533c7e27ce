package io.beemesh.libp2p.muxer.yamux;

import io.beemesh.libp2p.security.SecureChannel;
import io.beemesh.libp2p.transport.BufferPool;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent, and the thread that sends it.
 *
 * <p>Streams put data into a batch and wait while it is full; the writer takes the whole batch and encrypts and writes
 * it while the next one fills. Frames of the session itself wait in a queue of their own, which goes first, has a bound
 * and never makes anybody wait: at its bound the session ends. So the thread that reads never waits for the one that
 * writes.
 */
final class Outbox {
    /** Two records of the largest size. */
    private static final int BATCH_BYTES = 2 * 65_519;
    /** No frame is larger, as some implementations refuse larger ones. */
    private static final int FRAME_MAX_BYTES = 64 * 1024;
    /** Less room than this is not worth a frame, unless all of the data fits. */
    private static final int ROOM_MIN_BYTES = 4096;
    /** Frames of the session that wait, about 5,000; a session that needs more has a peer that does not read. */
    private static final int CONTROL_MAX_BYTES = 64 * 1024;

    private final SecureChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition space = lock.newCondition();
    private final Condition work = lock.newCondition();
    private final OutBuffer urgent;
    private final OutBuffer batch;
    private final OutBuffer last;
    private @Nullable String ended;
    private boolean finishing;

    Outbox(SecureChannel channel, BufferPool buffers) {
        this.channel = channel;
        this.urgent = new OutBuffer(buffers, CONTROL_MAX_BYTES);
        this.batch = new OutBuffer(buffers, BATCH_BYTES);
        this.last = new OutBuffer(buffers, CONTROL_MAX_BYTES);
    }

    /**
     * Sends a frame of the session before any data. Never waits.
     *
     * @return false if the queue is full: the session must end
     */
    boolean urgent(Frame frame) {
        lock.lock();
        try {
            if (ended != null || finishing) {
                return true;
            }
            work.signal();
            return urgent.append(frame);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends a stream's end after all of its data. Never waits.
     *
     * @return false if the queue is full: the session must end
     */
    boolean last(YamuxStream stream, int flag, int code) {
        lock.lock();
        try {
            boolean unknown = flag == Frame.RST && stream.unopened();
            if (ended != null || finishing || unknown) {
                return true;
            }
            Frame frame = new Frame(Frame.WINDOW, flag | stream.takeOpening(), stream.id(), code);
            work.signal();
            return (last.isEmpty() && batch.append(frame)) || last.append(frame);
        } finally {
            lock.unlock();
        }
    }

    /** Puts all of the data into batches, waiting for room as long as the deadline allows. */
    void data(YamuxStream stream, Data data, CallDeadline deadline) throws IOException {
        lock.lock();
        try {
            for (int done = 0; done < data.length; ) {
                awaitRoom(data.length - done, deadline);
                stream.failIfReset();
                int part = Math.min(Math.min(data.length - done, FRAME_MAX_BYTES), batch.room() - Frame.BYTES);
                batch.append(new Frame(Frame.DATA, stream.takeOpening(), stream.id(), part));
                batch.append(data.bytes, data.offset + done, part);
                done += part;
                data.queued += part;
                work.signal();
            }
        } finally {
            space.signal();
            lock.unlock();
        }
    }

    private void awaitRoom(int wanted, CallDeadline deadline) throws IOException {
        int needed = Frame.BYTES + Math.min(wanted, ROOM_MIN_BYTES);
        while (ended == null && !finishing && batch.room() < needed) {
            deadline.await(space, "room in the connection, whose peer does not read");
        }
        if (ended != null) {
            throw new SocketException(ended);
        }
        if (finishing) {
            throw new SocketException("the connection is being closed by this side");
        }
    }

    /** Sends until the end; the body of the writer's thread. */
    void run() throws IOException {
        OutBuffer.Filled[] taken;
        while ((taken = awaitWork()) != null) {
            for (OutBuffer.Filled filled : taken) {
                filled.send(channel);
            }
        }
    }

    private OutBuffer.Filled @Nullable [] awaitWork() {
        lock.lock();
        try {
            while (ended == null && !finishing && urgent.isEmpty() && batch.isEmpty() && last.isEmpty()) {
                work.awaitUninterruptibly();
            }
            boolean nothing = urgent.isEmpty() && batch.isEmpty() && last.isEmpty();
            if (ended != null || nothing) {
                return null;
            }
            OutBuffer.Filled[] all = {urgent.take(), batch.take(), last.take()};
            space.signal();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is there and a last frame, then lets the writer end. */
    void finish(Frame frame) {
        lock.lock();
        try {
            if (!finishing && ended == null) {
                last.append(frame);
                finishing = true;
            }
            work.signal();
            space.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is there; everybody who waits fails with the reason. */
    void end(String reason) {
        lock.lock();
        try {
            ended = reason;
            work.signal();
            space.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Data of one write; {@code queued} tells how much of it is on its way. */
    static final class Data {
        private final byte[] bytes;
        private final int offset;
        private final int length;
        private int queued;

        Data(byte[] bytes, int offset, int length) {
            this.bytes = bytes;
            this.offset = offset;
            this.length = length;
        }

        int unqueued() {
            return length - queued;
        }
    }
}
