package io.beemesh.libp2p.muxer.yamux;

import io.beemesh.libp2p.security.SecureChannel;
import io.beemesh.libp2p.transport.BufferPool;
import java.io.IOException;

/** Frames in a row, in a small array or, when there are many, in a borrowed one. Guarded by its outbox's lock. */
final class OutBuffer {
    private static final int SMALL_BYTES = 1024;
    private static final byte[] NOTHING = {};

    private final BufferPool buffers;
    private final int maxBytes;
    private byte[] bytes = NOTHING;
    private int size;

    /**
     * An empty one.
     *
     * @param maxBytes at most what the pool's buffers hold
     */
    OutBuffer(BufferPool buffers, int maxBytes) {
        this.buffers = buffers;
        this.maxBytes = maxBytes;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int room() {
        return maxBytes - size;
    }

    /** False if there is no room. */
    boolean append(Frame frame) {
        if (room() < Frame.BYTES) {
            return false;
        }
        grow(Frame.BYTES);
        frame.write(bytes, size);
        size += Frame.BYTES;
        return true;
    }

    /** The caller has asked for the room. */
    void append(byte[] source, int offset, int length) {
        grow(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    private void grow(int more) {
        if (size + more > bytes.length) {
            byte[] larger = size + more <= SMALL_BYTES ? new byte[SMALL_BYTES] : buffers.take();
            System.arraycopy(bytes, 0, larger, 0, size);
            bytes = larger;
        }
    }

    /** Empties it. */
    Filled take() {
        Filled filled = new Filled(buffers, bytes, size);
        bytes = NOTHING;
        size = 0;
        return filled;
    }

    /** What was taken, to be sent once. */
    static final class Filled {
        private final BufferPool buffers;
        private final byte[] bytes;
        private final int size;

        Filled(BufferPool buffers, byte[] bytes, int size) {
            this.buffers = buffers;
            this.bytes = bytes;
            this.size = size;
        }

        void send(SecureChannel channel) throws IOException {
            if (size > 0) {
                channel.send(bytes, 0, size);
                buffers.give(bytes);
            }
        }
    }
}
