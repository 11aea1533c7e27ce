package io.beemesh.provider.kubelet.remotecommand;

import io.beemesh.provider.kubelet.websocket.Channels;
import io.beemesh.provider.kubelet.websocket.WebSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
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

    private final Channels channels;
    private final StreamOptions options;
    private final boolean halfCloses;
    private final boolean jsonStatus;
    private final ResizeParser sizes = new ResizeParser();
    private final Queue<Event> ready = new ArrayDeque<>();
    private boolean stdinClosed;

    /** Takes a socket after its handshake, with the sub-protocol that was chosen, empty for none. */
    WebSocketChannels(WebSocket socket, String protocol, StreamOptions options) {
        this.channels = new Channels(socket, protocol);
        this.options = options;
        this.halfCloses = protocol.startsWith("v5.");
        this.jsonStatus = halfCloses || protocol.startsWith("v4.");
    }

    /** Tells the client that its streams are there: an empty message on the first channel that it reads. */
    void greet() throws IOException {
        int channel = options.stderr() ? STDERR : ERROR;
        channels.send(options.stdout() ? STDOUT : channel, ByteBuffer.allocate(0));
    }

    @Override
    public Optional<Event> next() throws IOException {
        while (ready.isEmpty()) {
            Optional<Channels.Message> message = channels.next();
            if (message.isEmpty()) {
                return Optional.empty();
            }
            handle(message.get());
        }
        return Optional.of(ready.remove());
    }

    private void handle(Channels.Message message) {
        ByteBuffer bytes = message.bytes();
        switch (message.channel()) {
            case STDIN -> {
                if (options.stdin() && !stdinClosed && bytes.hasRemaining()) {
                    ready.add(new Stdin(bytes));
                }
            }
            case RESIZE -> sizes.accept(bytes).forEach(size -> ready.add(new Resized(size)));
            case CLOSE -> {
                if (halfCloses && bytes.remaining() == 1 && bytes.get() == STDIN) {
                    closeStdin();
                }
            }
            default -> {} // not a channel that a client writes; the kubelet drops it too
        }
    }

    private void closeStdin() {
        if (options.stdin() && !stdinClosed) {
            stdinClosed = true;
            ready.add(new StdinClosed());
        }
    }

    @Override
    public void writeStdout(ByteBuffer bytes) throws IOException {
        if (options.stdout()) {
            channels.send(STDOUT, bytes);
        }
    }

    @Override
    public void writeStderr(ByteBuffer bytes) throws IOException {
        if (options.stderr()) {
            channels.send(STDERR, bytes);
        }
    }

    @Override
    public void writeStatus(CommandStatus status) throws IOException {
        ByteBuffer encoded = status.encoded(jsonStatus);
        if (encoded.hasRemaining()) {
            channels.send(ERROR, encoded);
        }
    }

    @Override
    public void finish() throws IOException {
        channels.close();
    }

    @Override
    public void ping() throws IOException {
        channels.ping();
    }

    @Override
    public void close() {}
}
