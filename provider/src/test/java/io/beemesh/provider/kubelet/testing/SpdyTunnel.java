package io.beemesh.provider.kubelet.testing;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * SPDY within WebSocket, as an API server passes it on (KEP-4006). By hand, for the JDK's WebSocket takes no
 * sub-protocol with a slash in its name.
 */
public final class SpdyTunnel {
    private static final int SERVER_BINARY = 0x82;
    private static final int LENGTH_SHORT = 126;
    private static final int LENGTH_LONG = 127;
    private static final int MASKED = 0x80;

    private SpdyTunnel() {}

    /** Connects. */
    public static SpdyClient open(SSLContext tls, InetSocketAddress address, String path) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(address.getAddress(), address.getPort());
        String head = "GET " + path + " HTTP/1.1\r\nHost: node\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) in.readUnsignedByte());
        }
        if (!answer.toString().contains("Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io\r\n")) {
            throw new IOException("instead of an upgrade: " + answer);
        }
        return SpdyClient.over(socket, new Messages(in), new MaskedFrames(socket.getOutputStream()));
    }

    /** The payloads of the server's messages, one after the other. */
    private static final class Messages extends InputStream {
        private final DataInputStream in;
        private long left;

        Messages(DataInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            while (left == 0) {
                begin();
            }
            int count = in.read(buffer, offset, (int) Math.min(length, left));
            left -= Math.max(count, 0);
            return count;
        }

        private void begin() throws IOException {
            int kind = in.readUnsignedByte();
            if (kind != SERVER_BINARY) {
                throw new EOFException("a frame of kind " + kind);
            }
            int length = in.readUnsignedByte();
            left = switch (length) {
                case LENGTH_SHORT -> in.readUnsignedShort();
                case LENGTH_LONG -> in.readLong();
                default -> length;
            };
        }
    }

    /** Each write in two messages: where they end means nothing. */
    private static final class MaskedFrames extends OutputStream {
        private final OutputStream out;

        MaskedFrames(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            int half = length / 2;
            send(buffer, offset, half);
            send(buffer, offset + half, length - half);
        }

        /** With a mask of zeros, which changes nothing. */
        private void send(byte[] buffer, int offset, int length) throws IOException {
            ByteBuffer frame = ByteBuffer.allocate(length + 8).put((byte) SERVER_BINARY);
            if (length < LENGTH_SHORT) {
                frame.put((byte) (MASKED | length));
            } else {
                frame.put((byte) (MASKED | LENGTH_SHORT)).putShort((short) length);
            }
            frame.putInt(0).put(buffer, offset, length);
            out.write(frame.array(), 0, frame.position());
        }
    }
}
