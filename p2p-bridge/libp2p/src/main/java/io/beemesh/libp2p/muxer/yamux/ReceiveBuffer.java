package io.beemesh.libp2p.muxer.yamux;

import io.beemesh.libp2p.transport.BufferPool;
import java.util.ArrayDeque;

/**
 * What has arrived and nobody has read: a queue of chunks, borrowed while there is something in them.
 *
 * <p>Bounded by the window that was granted. Guarded by its stream's lock.
 */
final class ReceiveBuffer {
    private static final int SMALL_BYTES = 512;

    private final BufferPool chunks;
    private final ArrayDeque<Chunk> queue = new ArrayDeque<>(2);
    private int size;

    ReceiveBuffer(BufferPool chunks) {
        this.chunks = chunks;
    }

    int size() {
        return size;
    }

    void append(byte[] source, int offset, int length) {
        int done = 0;
        while (done < length) {
            Chunk tail = queue.peekLast();
            if (tail == null || tail.end == tail.bytes.length) {
                boolean small = tail == null && length <= SMALL_BYTES;
                tail = new Chunk(small ? new byte[SMALL_BYTES] : chunks.take());
                queue.addLast(tail);
            }
            int part = Math.min(length - done, tail.bytes.length - tail.end);
            System.arraycopy(source, offset + done, tail.bytes, tail.end, part);
            tail.end += part;
            done += part;
        }
        size += length;
    }

    /** Moves at most so many bytes out. */
    int take(byte[] target, int offset, int length) {
        int done = 0;
        while (done < length && size > done) {
            Chunk head = queue.getFirst();
            int part = Math.min(length - done, head.end - head.start);
            System.arraycopy(head.bytes, head.start, target, offset + done, part);
            head.start += part;
            done += part;
            if (head.start == head.end) {
                chunks.give(queue.removeFirst().bytes);
            }
        }
        size -= done;
        return done;
    }

    void clear() {
        queue.forEach(chunk -> chunks.give(chunk.bytes));
        queue.clear();
        size = 0;
    }

    /** An array, filled from {@code start} to {@code end}. */
    private static final class Chunk {
        private final byte[] bytes;
        private int start;
        private int end;

        Chunk(byte[] bytes) {
            this.bytes = bytes;
        }
    }
}
