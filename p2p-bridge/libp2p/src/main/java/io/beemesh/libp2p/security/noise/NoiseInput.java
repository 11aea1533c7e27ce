package io.beemesh.libp2p.security.noise;

import io.beemesh.libp2p.transport.BufferPool;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts what arrives into records. It waits with a small buffer of its own and borrows a large one only while much
 * arrives.
 *
 * <p>For one thread. No length is believed before the bytes are there.
 */
final class NoiseInput {
    private static final int SMALL_BYTES = 512;
    private static final int HEAD_BYTES = 2;

    private final InputStream in;
    private final BufferPool buffers;
    private final byte[] small = new byte[SMALL_BYTES];
    private byte[] buffer = small;
    private int start;
    private int end;
    private int length;
    private boolean busy;

    NoiseInput(InputStream in, BufferPool buffers) {
        this.in = in;
        this.buffers = buffers;
    }

    /** Waits for a whole record; false if the stream ended before one began. */
    boolean next() throws IOException {
        start += length;
        length = 0;
        if (!filled(HEAD_BYTES)) {
            return false;
        }
        int claimed = ((buffer[start] & 0xff) << 8) | (buffer[start + 1] & 0xff);
        start += HEAD_BYTES;
        if (claimed > 0 && !filled(claimed)) {
            throw new EOFException("noise: the connection ended within a record");
        }
        length = claimed;
        return true;
    }

    /** The array that holds the record. */
    byte[] bytes() {
        return buffer;
    }

    /** Where the record begins. */
    int offset() {
        return start;
    }

    /** How long the record is. */
    int length() {
        return length;
    }

    private boolean filled(int count) throws IOException {
        while (end - start < count) {
            makeRoom(count);
            int got = in.read(buffer, end, buffer.length - end);
            if (got < 0 && end > start) {
                throw new EOFException("noise: the connection ended within a record");
            }
            if (got < 0) {
                return false;
            }
            end += got;
            busy = end == buffer.length;
        }
        return true;
    }

    private void makeRoom(int count) throws IOException {
        boolean idle = start == end;
        if (idle) {
            start = 0;
            end = 0;
        }
        if (buffer == small && (busy || count > SMALL_BYTES)) {
            replace(buffers.take());
        } else if (buffer != small && idle && count <= SMALL_BYTES && in.available() == 0) {
            byte[] lent = buffer;
            replace(small);
            buffers.give(lent);
        } else if (buffer.length - start < count || end == buffer.length) {
            replace(buffer);
        }
    }

    private void replace(byte[] target) {
        System.arraycopy(buffer, start, target, 0, end - start);
        end -= start;
        start = 0;
        buffer = target;
        busy = false;
    }
}
