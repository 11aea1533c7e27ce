package io.beemesh.provider.kubelet.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/**
 * Kubernetes' channels over a WebSocket: each message begins with the number of its channel, as a byte, or as a
 * character before base64. One thread reads; any may write.
 */
public final class Channels {
    private static final int PART_BYTES_MAX = 32 * 1024;

    private final WebSocket socket;
    private final boolean base64;

    /**
     * A message.
     *
     * @param channel 0 to 255
     * @param bytes the receiver's own
     */
    public record Message(int channel, ByteBuffer bytes) {}

    /** Takes a socket after its handshake, with the sub-protocol that was chosen, empty for none. */
    public Channels(WebSocket socket, String protocol) {
        this.socket = socket;
        this.base64 = protocol.contains("base64.");
    }

    /**
     * Reads the next message.
     *
     * @return empty if the peer closed
     * @throws IOException if the peer breaks the protocol or the way to it breaks
     */
    public Optional<Message> next() throws IOException {
        Optional<ByteBuffer> read = socket.next();
        while (read.isPresent() && !read.get().hasRemaining()) {
            read = socket.next();
        }
        if (read.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer message = read.get();
        int channel = message.get() & 0xff;
        return Optional.of(
                base64 ? new Message(channel - '0' & 0xff, decoded(message)) : new Message(channel, message));
    }

    private static ByteBuffer decoded(ByteBuffer text) throws IOException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("a message is not base64", e);
        }
    }

    /** Sends bytes, in as many messages as it takes; one that is empty if there are none. */
    public void send(int channel, ByteBuffer bytes) throws IOException {
        ByteBuffer rest = bytes.duplicate();
        do {
            int length = Math.min(rest.remaining(), PART_BYTES_MAX);
            sendPart(channel, rest.slice(rest.position(), length));
            rest.position(rest.position() + length);
        } while (rest.hasRemaining());
    }

    private void sendPart(int channel, ByteBuffer bytes) throws IOException {
        ByteBuffer body = base64 ? Base64.getEncoder().encode(bytes) : bytes;
        ByteBuffer message = ByteBuffer.allocate(1 + body.remaining());
        message.put((byte) (base64 ? '0' + channel : channel)).put(body).flip();
        if (base64) {
            socket.sendText(message);
        } else {
            socket.sendBinary(message);
        }
    }

    /** Asks whether the peer lives. */
    public void ping() throws IOException {
        socket.ping();
    }

    /** Says goodbye in good order. Idempotent. */
    public void close() throws IOException {
        socket.close();
    }
}
