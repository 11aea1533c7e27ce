package io.beemesh.provider.kubelet.websocket;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The server's end of a WebSocket. Messages are at most 1 MiB. One thread reads; any may write.
 *
 * <p>Pings are answered, the peer's close is answered and ends the reading.
 */
public final class WebSocket {
    /** The longest message, in bytes; a longer one ends the connection with code 1009. */
    public static final int MESSAGE_BYTES_MAX = 1 << 20;

    private static final int NORMAL = 1000;

    private final DataInputStream in;
    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closeSent;

    /** Takes a connection after its handshake: input that should be buffered, output that should not. */
    public WebSocket(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /**
     * Reads the next message, text and binary alike.
     *
     * @return empty if the peer closed, in good order or not
     * @throws WebSocketException if the peer breaks the protocol; it has been told
     */
    public Optional<ByteBuffer> next() throws IOException {
        try {
            return message();
        } catch (WebSocketException e) {
            close(e.code());
            throw e;
        }
    }

    private Optional<ByteBuffer> message() throws IOException {
        ByteArrayOutputStream parts = new ByteArrayOutputStream(0);
        boolean begun = false;
        while (true) {
            Optional<WebSocketFrame> read = WebSocketFrame.read(in, MESSAGE_BYTES_MAX - parts.size());
            if (read.isEmpty()) {
                return Optional.empty();
            }
            WebSocketFrame frame = read.get();
            if (frame.control()) {
                if (!control(frame)) {
                    return Optional.empty();
                }
                continue;
            }
            if (begun != (frame.opcode() == WebSocketFrame.CONTINUATION)) {
                throw new WebSocketException(WebSocketFrame.PROTOCOL_ERROR, "frame: not what continues the message");
            }
            begun = true;
            if (frame.fin() && parts.size() == 0) {
                return Optional.of(frame.payload());
            }
            parts.writeBytes(frame.payload().array());
            if (frame.fin()) {
                return Optional.of(ByteBuffer.wrap(parts.toByteArray()));
            }
        }
    }

    /** Whether to go on after a control frame. */
    private boolean control(WebSocketFrame frame) throws IOException {
        switch (frame.opcode()) {
            case WebSocketFrame.PING -> send(new WebSocketFrame(true, WebSocketFrame.PONG, frame.payload()));
            case WebSocketFrame.CLOSE -> {
                close(
                        frame.payload().remaining() >= Short.BYTES
                                ? frame.payload().getShort() & 0xffff
                                : NORMAL);
                return false;
            }
            default -> {} // a pong tells only that the peer lives
        }
        return true;
    }

    /** Sends a binary message. */
    public void sendBinary(ByteBuffer message) throws IOException {
        send(new WebSocketFrame(true, WebSocketFrame.BINARY, message));
    }

    /** Sends a text message: its bytes, UTF-8. */
    public void sendText(ByteBuffer message) throws IOException {
        send(new WebSocketFrame(true, WebSocketFrame.TEXT, message));
    }

    /** Asks whether the peer lives; its answer is dropped, its absence shows as a write that fails. */
    public void ping() throws IOException {
        send(new WebSocketFrame(true, WebSocketFrame.PING, ByteBuffer.allocate(0)));
    }

    /** Says goodbye in good order; nothing can be sent after. Idempotent. */
    public void close() throws IOException {
        close(NORMAL);
    }

    private void close(int code) throws IOException {
        ByteBuffer reason =
                ByteBuffer.allocate(Short.BYTES).putShort((short) code).flip();
        send(new WebSocketFrame(true, WebSocketFrame.CLOSE, reason));
    }

    private void send(WebSocketFrame frame) throws IOException {
        lock.lock();
        try {
            if (!closeSent) {
                closeSent = frame.opcode() == WebSocketFrame.CLOSE;
                out.write(frame.encoded());
            }
        } finally {
            lock.unlock();
        }
    }
}
