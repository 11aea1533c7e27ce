package io.beemesh.provider.kubelet.portforward;

import io.beemesh.provider.kubelet.http.MalformedRequestException;
import io.beemesh.provider.kubelet.http.Upgraded;
import io.beemesh.provider.kubelet.remotecommand.CommandLimits;
import io.beemesh.provider.kubelet.spdy.SpdyException;
import io.beemesh.provider.kubelet.spdy.SpdyFrame;
import io.beemesh.provider.kubelet.spdy.SpdyReader;
import io.beemesh.provider.kubelet.spdy.SpdyWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connections over SPDY/3.1, each a pair of streams: one for data and one for an error, opened by the client
 * with a port and a request id in their headers (cri-streaming's httpstream.go).
 *
 * <p>Bounds: {@link #CONNECTIONS_MAX} connections at once, one more is refused; {@link Upload#BYTES_MAX} and a piece
 * held for each. SPDY as Kubernetes' clients speak it has no flow control of its own, so that a pod which does not read
 * holds up all connections of the session once that is full, as behind a kubelet.
 */
final class SpdyForward {
    static final int CONNECTIONS_MAX = 512;

    private static final Logger log = LoggerFactory.getLogger(SpdyForward.class);

    private final Upgraded connection;
    private final ForwardedPod pod;
    private final CommandLimits limits;
    private final SpdyReader reader;
    private final SpdyWriter writer;
    private final Watch watch;
    private final Map<String, StreamPair> waiting = new ConcurrentHashMap<>();
    private final Map<Integer, Upload> uploads = new ConcurrentHashMap<>();
    private final Map<Integer, ForwardedConnection> running = new ConcurrentHashMap<>();
    private int lastStream;

    SpdyForward(Upgraded connection, ForwardedPod pod, CommandLimits limits, LongSupplier nanoTicker) {
        this.connection = connection;
        this.pod = pod;
        this.limits = limits;
        this.reader = new SpdyReader(connection.in());
        this.writer = new SpdyWriter(connection.out());
        this.watch = Watch.start(connection.line(), limits, nanoTicker, () -> writer.write(new SpdyFrame.Ping(2)));
    }

    /** Serves it until the client leaves. */
    void run() {
        try (watch;
                reader;
                writer) {
            for (Optional<SpdyFrame> frame = reader.read(); frame.isPresent(); frame = reader.read()) {
                watch.alive();
                handle(frame.get());
            }
        } catch (IOException e) {
            log.atDebug().addKeyValue("cause", e.toString()).log("port-forward client gone");
        } finally {
            connection.line().abort();
            waiting.values().forEach(StreamPair::stopTimer);
            running.values().forEach(ForwardedConnection::abort);
        }
    }

    private void handle(SpdyFrame frame) throws IOException {
        switch (frame) {
            case SpdyFrame.SynStream syn -> opened(syn);
            case SpdyFrame.Data data -> {
                Upload upload = uploads.get(data.stream());
                if (upload != null) {
                    upload.put(data.bytes());
                }
                ended(data.stream(), data.fin());
            }
            case SpdyFrame.RstStream reset -> cancelled(reset.stream());
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

    private void ended(int stream, boolean fin) {
        Upload upload = fin ? uploads.get(stream) : null;
        if (upload != null) {
            upload.end();
        }
    }

    private void cancelled(int stream) {
        ForwardedConnection forwarded = running.get(stream);
        if (forwarded != null) {
            forwarded.abort();
        }
        Upload upload = uploads.get(stream);
        if (upload != null) {
            upload.drop();
        }
    }

    private void opened(SpdyFrame.SynStream syn) throws IOException {
        if (syn.stream() <= lastStream || (syn.stream() & 1) == 0) {
            reset(syn.stream(), SpdyFrame.PROTOCOL_ERROR);
            return;
        }
        lastStream = syn.stream();
        boolean data = "data".equals(syn.headers().get("streamtype"));
        int port;
        try {
            port = Ports.parse(syn.headers().getOrDefault("port", ""));
        } catch (MalformedRequestException e) {
            log.atWarn().addKeyValue("cause", e.getMessage()).log("port-forward stream rejected");
            reset(syn.stream(), SpdyFrame.CANCEL);
            return;
        }
        if (!data && !"error".equals(syn.headers().get("streamtype"))) {
            log.atWarn().addKeyValue("headers", syn.headers().keySet()).log("port-forward stream rejected");
            reset(syn.stream(), SpdyFrame.CANCEL);
            return;
        }
        add(syn, data, port);
    }

    private void add(SpdyFrame.SynStream syn, boolean data, int port) throws IOException {
        int stream = syn.stream();
        String request = requestOf(syn, data);
        StreamPair there = waiting.get(request);
        if (there == null && waiting.size() + running.size() >= CONNECTIONS_MAX) {
            reset(stream, SpdyFrame.REFUSED_STREAM);
            return;
        }
        StreamPair pair = there == null ? begin(request) : there;
        if (!(data ? pair.addData(stream, port) : pair.addError(stream))) {
            reset(stream, SpdyFrame.CANCEL);
            tell(
                    pair,
                    "error processing stream for request %s: %s stream already assigned"
                            .formatted(request, data ? "data" : "error"));
            return;
        }
        writer.write(new SpdyFrame.SynReply(stream, Map.of(), false));
        if (data) {
            uploads.put(stream, pair.upload());
            ended(stream, syn.fin());
        }
        if (pair.isComplete() && waiting.remove(request, pair)) {
            pair.stopTimer();
            forward(pair);
        }
    }

    /** Clients of old give no id, but open the stream for an error first and that of data right after it. */
    private static String requestOf(SpdyFrame.SynStream syn, boolean data) {
        String id = syn.headers().getOrDefault("requestid", "");
        return id.isEmpty() ? Integer.toString(data ? syn.stream() - 2 : syn.stream()) : id;
    }

    private StreamPair begin(String request) {
        StreamPair pair = new StreamPair();
        waiting.put(request, pair);
        pair.timer(connection.line().after(limits.creation(), () -> giveUp(request, pair)));
        return pair;
    }

    private void giveUp(String request, StreamPair pair) {
        if (waiting.remove(request, pair)) {
            pair.upload().drop();
            uploads.remove(pair.data());
            log.atInfo().addKeyValue("request", request).log("port-forward streams timed out");
            tell(pair, "(request=" + request + ") timed out waiting for streams");
        }
    }

    private void tell(StreamPair pair, String message) {
        try {
            if (pair.error() != 0) {
                new Streams(pair.data(), pair.error()).error(message);
            }
        } catch (IOException e) {
            log.atDebug().addKeyValue("cause", e.toString()).log("port-forward client gone");
        }
    }

    private void forward(StreamPair pair) {
        ForwardedConnection forwarded =
                new ForwardedConnection(pod, pair.port(), new Streams(pair.data(), pair.error()), pair.upload());
        running.put(pair.data(), forwarded);
        connection.line().start("forward", () -> {
            try {
                forwarded.run(connection.line(), limits.drain());
            } finally {
                running.remove(pair.data());
                uploads.remove(pair.data());
            }
        });
    }

    private void reset(int stream, int status) throws IOException {
        writer.write(new SpdyFrame.RstStream(stream, status));
    }

    /** The client's end: two streams. */
    private final class Streams implements ClientEnd {
        private final int data;
        private final int error;
        private boolean dataEnded;

        Streams(int data, int error) {
            this.data = data;
            this.error = error;
        }

        @Override
        public void data(ByteBuffer bytes) throws IOException {
            writer.write(new SpdyFrame.Data(data, bytes, false));
            watch.alive();
        }

        @Override
        public void endData() throws IOException {
            if (!dataEnded) {
                dataEnded = true;
                writer.write(new SpdyFrame.Data(data, ByteBuffer.allocate(0), true));
            }
        }

        @Override
        public void breakData() throws IOException {
            if (!dataEnded) {
                dataEnded = true;
                reset(data, SpdyFrame.CANCEL);
            }
        }

        @Override
        public void error(String message) throws IOException {
            writer.write(new SpdyFrame.Data(error, ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)), false));
        }

        @Override
        public void endError() throws IOException {
            writer.write(new SpdyFrame.Data(error, ByteBuffer.allocate(0), true));
        }
    }
}
