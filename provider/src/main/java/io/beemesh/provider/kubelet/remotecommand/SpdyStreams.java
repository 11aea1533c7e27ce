package io.beemesh.provider.kubelet.remotecommand;

import io.beemesh.provider.kubelet.http.Upgraded;
import io.beemesh.provider.kubelet.spdy.SpdyException;
import io.beemesh.provider.kubelet.spdy.SpdyFrame;
import io.beemesh.provider.kubelet.spdy.SpdyReader;
import io.beemesh.provider.kubelet.spdy.SpdyWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * A command's streams over SPDY/3.1: the client opens each with a header that says which it is, and each is accepted
 * before anything is written to it.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">SPDY remote command protocol v1 to v4</a>
 */
final class SpdyStreams implements RemoteStreams {
    private static final int EARLY_EVENTS_MAX = 64;

    private final SpdyReader reader;
    private final SpdyWriter writer;
    private final SpdyProtocol protocol;
    private final Set<StreamType> expected;
    private final Map<StreamType, Integer> streams = new EnumMap<>(StreamType.class);
    private final Set<Integer> ended = new HashSet<>();
    private final Queue<Event> early = new ArrayDeque<>();
    private final ResizeParser sizes = new ResizeParser();
    private int lastStream;

    private SpdyStreams(Upgraded connection, SpdyProtocol protocol, StreamOptions options) {
        this.reader = new SpdyReader(connection.in());
        this.writer = new SpdyWriter(connection.out());
        this.protocol = protocol;
        this.expected = StreamType.expected(options, protocol.resizes());
    }

    /**
     * Waits until the client has opened every stream that it asked for.
     *
     * @throws IOException if it goes away before that, or does not speak the protocol
     */
    static SpdyStreams open(Upgraded connection, SpdyProtocol protocol, StreamOptions options) throws IOException {
        SpdyStreams opened = new SpdyStreams(connection, protocol, options);
        try {
            while (!opened.streams.keySet().equals(opened.expected)) {
                opened.readEarly();
            }
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    private void readEarly() throws IOException {
        SpdyFrame frame = reader.read().orElseThrow(() -> new SpdyException("the client left before its streams came"));
        handle(frame);
        if (early.size() > EARLY_EVENTS_MAX) {
            throw new SpdyException("the client sends before all of its streams are open");
        }
    }

    @Override
    public Optional<Event> next() throws IOException {
        while (early.isEmpty()) {
            Optional<SpdyFrame> frame = reader.read();
            if (frame.isEmpty()) {
                return Optional.empty();
            }
            handle(frame.get());
        }
        return Optional.of(early.remove());
    }

    private void handle(SpdyFrame frame) throws IOException {
        switch (frame) {
            case SpdyFrame.SynStream syn -> opened(syn);
            case SpdyFrame.Data data -> received(data.stream(), data.bytes(), data.fin());
            case SpdyFrame.RstStream reset -> received(reset.stream(), ByteBuffer.allocate(0), true);
            case SpdyFrame.Ping ping -> {
                if ((ping.id() & 1) == 1) {
                    writer.pong(ping); // an even one answers ours
                }
            }
            // Whoever says goodbye closes the connection too.
            case SpdyFrame.GoAway away -> lastStream = Integer.MAX_VALUE;
            case SpdyFrame.SynReply reply -> throw new SpdyException("a reply to stream " + reply.stream() + ", ours");
            case SpdyFrame.Ignored ignored -> {} // nothing here depends on it
        }
    }

    private void opened(SpdyFrame.SynStream syn) throws IOException {
        if (syn.stream() <= lastStream || (syn.stream() & 1) == 0) {
            writer.write(new SpdyFrame.RstStream(syn.stream(), SpdyFrame.PROTOCOL_ERROR));
            return;
        }
        lastStream = syn.stream();
        Optional<StreamType> type = StreamType.of(syn.headers().getOrDefault("streamtype", ""));
        if (type.isEmpty() || !expected.contains(type.get()) || streams.containsKey(type.get())) {
            writer.write(new SpdyFrame.RstStream(syn.stream(), SpdyFrame.REFUSED_STREAM));
            return;
        }
        writer.write(new SpdyFrame.SynReply(syn.stream(), Map.of(), false));
        streams.put(type.get(), syn.stream());
        received(syn.stream(), ByteBuffer.allocate(0), syn.fin());
    }

    private void received(int stream, ByteBuffer bytes, boolean last) {
        if (isStream(StreamType.STDIN, stream) && !ended.contains(stream)) {
            if (bytes.hasRemaining()) {
                early.add(new Stdin(bytes));
            }
            if (last) {
                early.add(new StdinClosed());
            }
        } else if (isStream(StreamType.RESIZE, stream)) {
            sizes.accept(bytes).forEach(size -> early.add(new Resized(size)));
        }
        if (last) {
            ended.add(stream);
        }
    }

    private boolean isStream(StreamType type, int stream) {
        Integer known = streams.get(type);
        return known != null && known == stream;
    }

    @Override
    public void writeStdout(ByteBuffer bytes) throws IOException {
        write(StreamType.STDOUT, bytes, false);
    }

    @Override
    public void writeStderr(ByteBuffer bytes) throws IOException {
        write(StreamType.STDERR, bytes, false);
    }

    @Override
    public void writeStatus(CommandStatus status) throws IOException {
        ByteBuffer encoded = status.encoded(protocol.jsonStatus());
        if (encoded.hasRemaining()) {
            write(StreamType.ERROR, encoded, false);
        }
    }

    private void write(StreamType type, ByteBuffer bytes, boolean fin) throws IOException {
        Integer stream = streams.get(type);
        if (stream != null) {
            writer.write(new SpdyFrame.Data(stream, bytes, fin));
        }
    }

    /** The status is sent before; then each stream is ended, the error stream first, and the goodbye comes last. */
    @Override
    public void finish() throws IOException {
        for (StreamType type : StreamType.values()) {
            write(type, ByteBuffer.allocate(0), true);
        }
        int last = streams.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        writer.write(new SpdyFrame.GoAway(last));
    }

    @Override
    public void ping() throws IOException {
        writer.write(new SpdyFrame.Ping(2));
    }

    @Override
    public void close() {
        reader.close();
        writer.close();
    }
}
