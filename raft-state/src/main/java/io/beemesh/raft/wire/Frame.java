package io.beemesh.raft.wire;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One message: {@code u32 length of the rest | u8 kind | u64 call | body}.
 *
 * @param call tells which answer belongs to which call; chosen by the one that calls, unique on its stream
 * @param body Ratis' own protocol buffers, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Megabytes a second go through here; nobody compares frames.
public record Frame(Kind kind, long call, byte[] body) {
    /** The longest body: more than any batch of entries, piece of a snapshot or request that members send. */
    public static final int BODY_BYTES_MAX = 4 << 20;

    private static final int HEAD_BYTES = 9;

    /** Refuses a body that no peer would read. */
    public Frame {
        if (body.length > BODY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a frame of " + body.length + " bytes (expected: at most " + BODY_BYTES_MAX + ")");
        }
    }

    /** How many bytes it takes on the wire. */
    int size() {
        return Integer.BYTES + HEAD_BYTES + body.length;
    }

    /** Puts it into a buffer that has room for {@link #size()} bytes. */
    void put(ByteBuffer buffer) {
        buffer.putInt(HEAD_BYTES + body.length)
                .put((byte) kind.code())
                .putLong(call)
                .put(body);
    }

    /**
     * The next frame; null at the end of the stream, when it ends between two frames.
     *
     * @throws IOException if a length or a kind is none, or the stream broke
     */
    static @Nullable Frame read(DataInputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (length < HEAD_BYTES || length > HEAD_BYTES + BODY_BYTES_MAX) {
            throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes (expected: " + HEAD_BYTES
                    + " to " + (HEAD_BYTES + BODY_BYTES_MAX) + ")");
        }
        int code = in.readUnsignedByte();
        Kind kind = Kind.of(code)
                .orElseThrow(() -> new IOException("a frame of kind " + code + ", which this version does not know"));
        long call = in.readLong();
        byte[] body = in.readNBytes(length - HEAD_BYTES);
        if (body.length < length - HEAD_BYTES) {
            throw new EOFException("the stream ended within a frame");
        }
        return new Frame(kind, call, body);
    }
}
