package io.beemesh.provider.kubelet.remotecommand;

import io.beemesh.provider.kubelet.websocket.WebSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** A command's streams over WebSocket: each message starts with its channel. */
final class WebSocketChannels implements RemoteStreams {
    /** What is spoken, newest first. */
    static final List<String> PROTOCOLS = List.of(
            "v5.channel.k8s.io",
            "v4.channel.k8s.io",
            "v4.base64.channel.k8s.io",
            "channel.k8s.io",
            "base64.channel.k8s.io");

    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int ERROR = 3;
    private static final int RESIZE = 4;
    private static final int CLOSE = 255;
    private static final int PART_BYTES_MAX = 32 * 1024;

    private final WebSocket socket;
    private final StreamOptions options;
    private final boolean halfCloses;
    private final boolean jsonStatus;
    private final boolean base64;
    private final ResizeParser sizes = new ResizeParser();
    private final Queue<Event> ready = new ArrayDeque<>();
    private boolean stdinClosed;

    /** Takes a socket after its handshake, with the sub-protocol that was chosen, empty for none. */
    WebSocketChannels(WebSocket socket, String protocol, StreamOptions options) {
        this.socket = socket;
        this.options = options;
        this.halfCloses = protocol.startsWith("v5.");
        this.jsonStatus = halfCloses || protocol.startsWith("v4.");
        this.base64 = protocol.contains("base64.");
    }

    /** Tells the client that its streams are there: an empty message on the first channel that it reads. */
    void greet() throws IOException {
        int channel = options.stderr() ? STDERR : ERROR;
        send(options.stdout() ? STDOUT : channel, ByteBuffer.allocate(0));
    }

    @Override
    public Optional<Event> next() throws IOException {
        while (ready.isEmpty()) {
            Optional<ByteBuffer> message = socket.next();
            if (message.isEmpty()) {
                return Optional.empty();
            }
            if (message.get().hasRemaining()) {
                handle(message.get());
            }
        }
        return Optional.of(ready.remove());
    }

    private void handle(ByteBuffer message) throws IOException {
        int channel = message.get() & 0xff;
        if (halfCloses && channel == CLOSE) {
            if (message.remaining() == 1 && message.get() == STDIN) {
                closeStdin();
            }
            return;
        }
        ByteBuffer bytes = base64 ? decoded(message) : message;
        switch (base64 ? channel - '0' : channel) {
            case STDIN -> {
                if (options.stdin() && !stdinClosed && bytes.hasRemaining()) {
                    ready.add(new Stdin(bytes));
                }
            }
            case RESIZE -> sizes.accept(bytes).forEach(size -> ready.add(new Resized(size)));
            default -> {} // not a channel that a client writes; the kubelet drops it too
        }
    }

    private void closeStdin() {
        if (options.stdin() && !stdinClosed) {
            stdinClosed = true;
            ready.add(new StdinClosed());
        }
    }

    private static ByteBuffer decoded(ByteBuffer text) throws IOException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("a message is not base64", e);
        }
    }

    @Override
    public void writeStdout(ByteBuffer bytes) throws IOException {
        if (options.stdout()) {
            sendParts(STDOUT, bytes);
        }
    }

    @Override
    public void writeStderr(ByteBuffer bytes) throws IOException {
        if (options.stderr()) {
            sendParts(STDERR, bytes);
        }
    }

    @Override
    public void writeStatus(CommandStatus status) throws IOException {
        ByteBuffer encoded = status.encoded(jsonStatus);
        if (encoded.hasRemaining()) {
            send(ERROR, encoded);
        }
    }

    private void sendParts(int channel, ByteBuffer bytes) throws IOException {
        ByteBuffer rest = bytes.duplicate();
        while (rest.hasRemaining()) {
            int length = Math.min(rest.remaining(), PART_BYTES_MAX);
            send(channel, rest.slice(rest.position(), length));
            rest.position(rest.position() + length);
        }
    }

    private void send(int channel, ByteBuffer bytes) throws IOException {
        ByteBuffer body = base64 ? Base64.getEncoder().encode(bytes) : bytes;
        ByteBuffer message = ByteBuffer.allocate(1 + body.remaining());
        message.put((byte) (base64 ? '0' + channel : channel)).put(body).flip();
        if (base64) {
            socket.sendText(message);
        } else {
            socket.sendBinary(message);
        }
    }

    @Override
    public void finish() throws IOException {
        socket.close();
    }

    @Override
    public void ping() throws IOException {
        socket.ping();
    }

    @Override
    public void close() {}
}
