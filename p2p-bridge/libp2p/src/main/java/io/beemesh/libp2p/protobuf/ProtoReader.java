package io.beemesh.libp2p.protobuf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads a message field by field; what is not asked for is skipped. For one thread.
 *
 * <p>Nothing is allocated by a length that the message does not hold. Every method throws {@link
 * IllegalArgumentException} if the message is malformed.
 */
public final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final ByteBuffer message;
    private int field;
    private int wireType;
    private boolean pending;

    /** Reads the message, which is not copied. */
    public ProtoReader(byte[] message) {
        this.message = ByteBuffer.wrap(message);
    }

    /** Steps to the next field, skipping the value of the last one if nobody took it; false at the end. */
    public boolean next() {
        if (pending) {
            skip();
        }
        if (!message.hasRemaining()) {
            return false;
        }
        long tag = Varint.read(message);
        wireType = (int) (tag & 7);
        if (tag >>> 3 < 1 || tag >>> 3 > (1 << 29) - 1) {
            throw new IllegalArgumentException("protobuf: field number " + (tag >>> 3));
        }
        field = (int) (tag >>> 3);
        pending = true;
        return true;
    }

    /** The number of the current field. */
    public int field() {
        return field;
    }

    /** Takes the value of a varint field. */
    public long varint() {
        expect(VARINT);
        return Varint.read(message);
    }

    /** Takes the value of a bytes field; a copy. */
    public byte[] bytes() {
        expect(LENGTH_DELIMITED);
        byte[] value = new byte[checked(Varint.read(message))];
        message.get(value);
        return value;
    }

    /** Takes the value of a string field. */
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    private void expect(int type) {
        if (!pending || wireType != type) {
            throw new IllegalArgumentException(
                    "protobuf: field " + field + " has wire type " + wireType + " (expected: " + type + ")");
        }
        pending = false;
    }

    private void skip() {
        pending = false;
        long length =
                switch (wireType) {
                    case VARINT -> {
                        Varint.read(message);
                        yield 0;
                    }
                    case FIXED64 -> Long.BYTES;
                    case LENGTH_DELIMITED -> Varint.read(message);
                    case FIXED32 -> Integer.BYTES;
                    default -> throw new IllegalArgumentException("protobuf: wire type " + wireType);
                };
        message.position(message.position() + checked(length));
    }

    private int checked(long length) {
        if (length > message.remaining()) {
            throw new IllegalArgumentException(
                    "protobuf: field " + field + " claims " + length + " bytes, " + message.remaining() + " are left");
        }
        return (int) length;
    }
}
