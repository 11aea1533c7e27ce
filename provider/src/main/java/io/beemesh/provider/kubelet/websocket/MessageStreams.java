package io.beemesh.provider.kubelet.websocket;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A WebSocket as two streams of bytes: whatever their messages' bounds, what is read follows upon each other, and each
 * write is a message. One thread reads; any may write.
 */
public final class MessageStreams {
    private final WebSocket socket;

    /** The streams of a socket after its handshake. */
    public MessageStreams(WebSocket socket) {
        this.socket = socket;
    }

    /** What the peer sends; ends when it closes. */
    public InputStream in() {
        return new BufferedInputStream(new Messages(), 16 * 1024);
    }

    /** What it gets. */
    public OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                socket.sendBinary(ByteBuffer.wrap(buffer, offset, length));
            }
        };
    }

    private final class Messages extends InputStream {
        private ByteBuffer message = ByteBuffer.allocate(0);

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, buffer.length);
            if (length == 0) {
                return 0;
            }
            while (!message.hasRemaining()) {
                var next = socket.next();
                if (next.isEmpty()) {
                    return -1;
                }
                message = next.get();
            }
            int count = Math.min(length, message.remaining());
            message.get(buffer, offset, count);
            return count;
        }
    }
}
