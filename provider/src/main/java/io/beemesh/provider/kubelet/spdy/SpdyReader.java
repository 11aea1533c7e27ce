package io.beemesh.provider.kubelet.spdy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads frames. Control frames are at most 64 KiB; a data frame may be as long as SPDY allows, but comes in pieces of
 * at most 64 KiB, of which only the last one can have the end mark. Used by one thread.
 */
public final class SpdyReader implements AutoCloseable {
    private static final int PIECE_BYTES_MAX = 64 * 1024;
    private static final int VERSION = 3;
    private static final int ID_MASK = 0x7fffffff;
    private static final int FLAG_FIN = 1;

    private final DataInputStream in;
    private final HeaderInflater headers = new HeaderInflater();
    private int dataStream;
    private int dataLeft;
    private boolean dataFin;

    /** Reads from a stream that should be buffered. */
    public SpdyReader(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /**
     * Reads the next frame.
     *
     * @return empty if the connection ended between frames
     * @throws SpdyException if it is not a frame as we take it
     */
    public Optional<SpdyFrame> read() throws IOException {
        if (dataLeft > 0) {
            return Optional.of(piece());
        }
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        int word = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int flags = in.readUnsignedByte();
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (word >= 0) {
            dataStream = word;
            dataLeft = length;
            dataFin = (flags & FLAG_FIN) != 0;
            return Optional.of(piece());
        }
        if ((word >>> 16 & 0x7fff) != VERSION) {
            throw new SpdyException("frame: version " + (word >>> 16 & 0x7fff) + " (expected: " + VERSION + ")");
        }
        if (length > PIECE_BYTES_MAX) {
            throw new SpdyException("control frame: " + length + " bytes (expected: at most " + PIECE_BYTES_MAX + ")");
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        return Optional.of(control(word & 0xffff, (flags & FLAG_FIN) != 0, ByteBuffer.wrap(payload)));
    }

    private SpdyFrame piece() throws IOException {
        byte[] bytes = new byte[Math.min(dataLeft, PIECE_BYTES_MAX)];
        in.readFully(bytes);
        dataLeft -= bytes.length;
        return new SpdyFrame.Data(dataStream, ByteBuffer.wrap(bytes), dataFin && dataLeft == 0);
    }

    private SpdyFrame control(int type, boolean fin, ByteBuffer payload) throws SpdyException {
        return switch (type) {
            case FrameType.SYN_STREAM -> {
                int stream = id(payload);
                skip(payload, Integer.BYTES + Short.BYTES); // associated stream, priority, slot
                yield new SpdyFrame.SynStream(stream, headers.decode(rest(payload)), fin);
            }
            case FrameType.SYN_REPLY -> {
                int stream = id(payload);
                yield new SpdyFrame.SynReply(stream, headers.decode(rest(payload)), fin);
            }
            case FrameType.RST_STREAM -> new SpdyFrame.RstStream(id(payload), word(payload));
            case FrameType.PING -> new SpdyFrame.Ping(word(payload));
            case FrameType.GOAWAY -> new SpdyFrame.GoAway(word(payload) & ID_MASK);
            case FrameType.HEADERS -> {
                id(payload);
                headers.decode(rest(payload)); // the next block is compressed against this one
                yield new SpdyFrame.Ignored(type);
            }
            default -> new SpdyFrame.Ignored(type);
        };
    }

    private static int id(ByteBuffer payload) throws SpdyException {
        int id = word(payload) & ID_MASK;
        if (id == 0) {
            throw new SpdyException("frame: stream 0 (expected: 1 or more)");
        }
        return id;
    }

    private static int word(ByteBuffer payload) throws SpdyException {
        if (payload.remaining() < Integer.BYTES) {
            throw new SpdyException("control frame: truncated");
        }
        return payload.getInt();
    }

    private static void skip(ByteBuffer payload, int bytes) throws SpdyException {
        if (payload.remaining() < bytes) {
            throw new SpdyException("control frame: truncated");
        }
        payload.position(payload.position() + bytes);
    }

    private static byte[] rest(ByteBuffer payload) {
        byte[] rest = new byte[payload.remaining()];
        payload.get(rest);
        return rest;
    }

    /** Gives back the memory of the decompressor. Idempotent. */
    @Override
    public void close() {
        headers.close();
    }
}
