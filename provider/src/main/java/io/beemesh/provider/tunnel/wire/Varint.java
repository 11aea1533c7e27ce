package io.beemesh.provider.tunnel.wire;

import java.nio.ByteBuffer;

/**
 * Numbers of one to ten bytes: zig-zag, seven bits a byte, lowest first, as Go's {@code binary.PutVarint} and
 * protobuf's {@code sint64}.
 */
final class Varint {
    /** The most that a number takes. */
    static final int BYTES_MAX = 10;

    private static final int PAYLOAD_BITS = 7;
    private static final int PAYLOAD = 0x7f;
    private static final int MORE = 0x80;
    private static final int LAST_SHIFT = 63;

    private Varint() {}

    /**
     * Reads a number and moves on past it.
     *
     * @throws MalformedMessageException if it does not end, or takes more than 64 bits
     */
    static long read(ByteBuffer from) throws MalformedMessageException {
        long bits = 0;
        for (int shift = 0; from.hasRemaining(); shift += PAYLOAD_BITS) {
            byte next = from.get();
            if (shift == LAST_SHIFT && (next & 0xfe) != 0) {
                throw new MalformedMessageException("a number of more than 64 bits (expected: at most 64)");
            }
            bits |= (long) (next & PAYLOAD) << shift;
            if (next >= 0) {
                return (bits >>> 1) ^ -(bits & 1);
            }
        }
        throw new MalformedMessageException("a number that does not end (expected: one to " + BYTES_MAX + " bytes)");
    }

    /** Moves on past a number. */
    static void skip(ByteBuffer from) throws MalformedMessageException {
        long unused = read(from);
    }

    /** Writes a number, in as few bytes as it takes. */
    static void write(ByteBuffer to, long value) {
        long bits = (value << 1) ^ (value >> LAST_SHIFT);
        while ((bits & ~PAYLOAD) != 0) {
            to.put((byte) ((bits & PAYLOAD) | MORE));
            bits >>>= PAYLOAD_BITS;
        }
        to.put((byte) bits);
    }
}
