package io.beemesh.provider.kubelet.websocket;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A frame (RFC 6455 section 5.2), unmasked.
 *
 * @param fin whether it ends its message
 * @param opcode what it is
 * @param payload its bytes, the receiver's own
 */
record WebSocketFrame(boolean fin, int opcode, ByteBuffer payload) {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    static final int PROTOCOL_ERROR = 1002;
    static final int TOO_BIG = 1009;

    private static final int FIN = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int CONTROL_BYTES_MAX = 125;
    private static final int LENGTH_SHORT = 126;
    private static final int LENGTH_LONG = 127;

    boolean control() {
        return opcode >= CLOSE;
    }

    /** Reads a client's frame, which must be masked; empty if the connection ended before it. */
    static Optional<WebSocketFrame> read(DataInputStream in, int bytesMax) throws IOException {
        int head = in.read();
        if (head < 0) {
            return Optional.empty();
        }
        int second = in.readUnsignedByte();
        int opcode = head & 0xf;
        boolean fin = (head & FIN) != 0;
        if ((head & RESERVED) != 0 || (opcode > BINARY && opcode < CLOSE) || opcode > PONG) {
            throw new WebSocketException(PROTOCOL_ERROR, "frame: reserved bits or opcode");
        }
        if ((second & MASKED) == 0) {
            throw new WebSocketException(PROTOCOL_ERROR, "frame: not masked");
        }
        long length = length(second & ~MASKED, in);
        if (opcode >= CLOSE && (!fin || length > CONTROL_BYTES_MAX)) {
            throw new WebSocketException(PROTOCOL_ERROR, "control frame: fragmented or too long");
        }
        if (length < 0 || length > bytesMax) {
            throw new WebSocketException(TOO_BIG, "frame: longer than " + bytesMax + " bytes");
        }
        byte[] mask = new byte[Integer.BYTES];
        in.readFully(mask);
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return Optional.of(new WebSocketFrame(fin, opcode, ByteBuffer.wrap(payload)));
    }

    private static long length(int length, DataInputStream in) throws IOException {
        return switch (length) {
            case LENGTH_SHORT -> in.readUnsignedShort();
            case LENGTH_LONG -> in.readLong();
            default -> length;
        };
    }

    /** The frame as a server sends it: unmasked. */
    byte[] encoded() {
        int length = payload.remaining();
        ByteBuffer frame = ByteBuffer.allocate(length + 10);
        frame.put((byte) ((fin ? FIN : 0) | opcode));
        if (length < LENGTH_SHORT) {
            frame.put((byte) length);
        } else if (length <= 0xffff) {
            frame.put((byte) LENGTH_SHORT).putShort((short) length);
        } else {
            frame.put((byte) LENGTH_LONG).putLong(length);
        }
        frame.put(payload.duplicate()).flip();
        byte[] encoded = new byte[frame.remaining()];
        frame.get(encoded);
        return encoded;
    }
}
