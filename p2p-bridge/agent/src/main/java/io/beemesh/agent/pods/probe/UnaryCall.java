package io.beemesh.agent.pods.probe;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * One gRPC call over a connection of its own, in HTTP/2 without TLS and without asking first, which the JDK's client
 * does not speak. One small message goes, one comes; both directions are bounded.
 *
 * <p><i>Source:</i> RFC 9113; grpc/doc/PROTOCOL-HTTP2.md.
 */
final class UnaryCall {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;

    private static final int ACK = 0x1;
    private static final int END_STREAM = 0x1;
    private static final int END_HEADERS = 0x4;
    private static final int PADDED = 0x8;
    private static final int PRIORITY = 0x20;

    /** No dynamic table, and nothing is pushed. */
    private static final byte[] OUR_SETTINGS = {0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0};

    private static final int FRAME_BYTES_MAX = 16 * 1024;
    private static final int FRAMES_MAX = 256;
    private static final int ANSWER_BYTES_MAX = 32 * 1024;

    private final DataInputStream in;
    private final OutputStream out;
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Map<String, String> headers = new HashMap<>();
    private boolean ended;

    UnaryCall(DataInputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /**
     * What came back.
     *
     * @param headers with the trailers
     * @param body the messages, each with its prefix
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Answer(Map<String, String> headers, byte[] body) {}

    /** Calls a method with a message. */
    Answer call(String authority, String path, byte[] message) throws IOException {
        out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
        send(SETTINGS, 0, 0, OUR_SETTINGS);
        send(HEADERS, END_HEADERS, 1, request(authority, path));
        byte[] body = ByteBuffer.allocate(5 + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
        send(DATA, END_STREAM, 1, body);
        out.flush();
        for (int i = 0; i < FRAMES_MAX; i++) {
            if (receive()) {
                return new Answer(Map.copyOf(headers), this.body.toByteArray());
            }
        }
        throw new IOException("the server sent " + FRAMES_MAX + " frames and no end of its answer");
    }

    private static byte[] request(String authority, String path) {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        // Of the static table: ":method: POST", ":scheme: http"; then values for names of it.
        fields.write(0x83);
        fields.write(0x86);
        fields.write(0x04);
        text(fields, path);
        fields.write(0x01);
        text(fields, authority);
        fields.write(0x0f);
        fields.write(31 - 15);
        text(fields, "application/grpc");
        fields.write(0x0f);
        fields.write(58 - 15);
        text(fields, "kube-probe/1.36");
        fields.write(0x00);
        text(fields, "te");
        text(fields, "trailers");
        return fields.toByteArray();
    }

    /** All of them are shorter than the 127 bytes that one byte of length is enough for. */
    private static void text(ByteArrayOutputStream into, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        into.write(bytes.length);
        into.writeBytes(bytes);
    }

    private void send(int type, int flags, int stream, byte[] payload) throws IOException {
        out.write(ByteBuffer.allocate(9 + payload.length)
                .putInt((payload.length << 8) | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array());
    }

    /** Takes one frame; whether the answer is whole. */
    private boolean receive() throws IOException {
        int head = in.readInt();
        int type = head & 0xff;
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        int length = head >>> 8;
        if (length > FRAME_BYTES_MAX) {
            throw new ProtocolException("the server sent a frame of " + length + " bytes (expected: an HTTP/2 server)");
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        switch (type) {
            case SETTINGS -> acknowledge(SETTINGS, flags, new byte[0]);
            case PING -> acknowledge(PING, flags, payload);
            case GOAWAY -> throw new EOFException("the server sent GOAWAY");
            case RST_STREAM -> throw new EOFException("the server reset the stream");
            case HEADERS, CONTINUATION -> {
                return stream == 1 && fields(type, flags, payload);
            }
            case DATA -> {
                keep(body, content(flags & PADDED, payload));
                return stream == 1 && (flags & END_STREAM) != 0;
            }
            default -> {}
        }
        return false;
    }

    private void acknowledge(int type, int flags, byte[] payload) throws IOException {
        if ((flags & ACK) == 0) {
            send(type, ACK, 0, payload);
            out.flush();
        }
    }

    private boolean fields(int type, int flags, byte[] payload) throws IOException {
        if (type == HEADERS) {
            ended = (flags & END_STREAM) != 0;
            keep(block, content(flags & (PADDED | PRIORITY), payload));
        } else {
            keep(block, payload);
        }
        if ((flags & END_HEADERS) == 0) {
            return false;
        }
        headers.putAll(HeaderBlock.read(block.toByteArray()));
        block.reset();
        return ended;
    }

    /** Without padding and priority. */
    private static byte[] content(int flags, byte[] payload) throws IOException {
        int from = (flags & PADDED) != 0 ? 1 : 0;
        int padding = from > 0 && payload.length > 0 ? payload[0] & 0xff : 0;
        from += (flags & PRIORITY) != 0 ? 5 : 0;
        if (from + padding > payload.length) {
            throw new IOException("malformed HTTP/2 frame");
        }
        byte[] content = new byte[payload.length - from - padding];
        System.arraycopy(payload, from, content, 0, content.length);
        return content;
    }

    private static void keep(ByteArrayOutputStream into, byte[] bytes) throws IOException {
        if (into.size() + bytes.length > ANSWER_BYTES_MAX) {
            throw new IOException("the server's answer is longer than " + ANSWER_BYTES_MAX + " bytes");
        }
        into.writeBytes(bytes);
    }
}
