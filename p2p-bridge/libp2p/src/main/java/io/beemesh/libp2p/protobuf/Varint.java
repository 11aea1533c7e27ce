package io.beemesh.libp2p.protobuf;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Unsigned varints, at most 63 bits in 9 bytes and only in their shortest form.
 *
 * <p><i>Source:</i> multiformats unsigned-varint.
 */
public final class Varint {
    private static final int BYTES_MAX = 9;

    private Varint() {}

    /** The bytes of a value that is not negative. */
    public static byte[] encode(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(BYTES_MAX);
        write(out, value);
        return out.toByteArray();
    }

    /** Appends the bytes of a value that is not negative. */
    public static void write(ByteArrayOutputStream out, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("varint: " + value + " (expected: >= 0)");
        }
        long rest = value;
        while (rest > 0x7f) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /**
     * Takes one varint from the buffer.
     *
     * @throws IllegalArgumentException if it is cut short, too long or not in its shortest form
     */
    public static long read(ByteBuffer in) {
        long value = 0;
        for (int i = 0; i < BYTES_MAX && in.hasRemaining(); i++) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << (7 * i);
            if (next == 0 && i > 0) {
                throw new IllegalArgumentException("varint: a zero byte at its end (expected: the shortest form)");
            }
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("varint: cut short or longer than " + BYTES_MAX + " bytes");
    }

    /**
     * Takes a length from a stream, byte by byte, never reading past it.
     *
     * @param max the largest length that is acceptable
     * @return the length, or -1 if the stream ended before it began
     * @throws ProtocolException if it is larger than {@code max} or malformed
     * @throws EOFException if the stream ended within it
     */
    public static int readLength(InputStream in, int max) throws IOException {
        int first = in.read();
        if (first < 0) {
            return -1;
        }
        long value = first & 0x7f;
        int next = first;
        for (int shift = 7; next > 0x7f; shift += 7) {
            next = in.read();
            if (next < 0) {
                throw new EOFException("length prefix: the stream ended within it");
            }
            value |= (long) (next & 0x7f) << shift;
            if (value > max || shift >= 28) {
                throw new ProtocolException("length prefix: " + value + " or more (expected: at most " + max + ")");
            }
        }
        if (value > max) {
            throw new ProtocolException("length prefix: " + value + " (expected: at most " + max + ")");
        }
        return (int) value;
    }
}
