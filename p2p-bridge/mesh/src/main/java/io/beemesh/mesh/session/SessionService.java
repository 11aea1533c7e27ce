package io.beemesh.mesh.session;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Stream;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.frame.FrameReader;
import io.beemesh.mesh.frame.FrameWriter;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.frame.Text;
import io.beemesh.mesh.session.port.ForwardOutcome;
import io.beemesh.mesh.session.port.PortConnection;
import io.beemesh.mesh.wire.StreamOpening;
import io.beemesh.mesh.wire.StreamRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** A host's end of the stream protocol: opens what the handler has, and closes all when either end closes. */
public final class SessionService {
    /** How long a request may take to arrive whole. */
    public static final Duration REQUEST_MAX = Duration.ofSeconds(10);

    /** How often a conversation looks whether the provider is still there. */
    static final Duration PULSE = Duration.ofSeconds(15);

    private static final Limits.Streams STREAMS = new Limits.Streams(512, 1024);
    private static final int LOG_BUFFER_BYTES = 32 * 1024;
    private static final int MESSAGE_LENGTH_MAX = 4096;

    private final SessionHandler handler;
    private final Duration pulse;

    SessionService(SessionHandler handler, Duration pulse) {
        this.handler = handler;
        this.pulse = pulse;
    }

    /**
     * Serves the stream protocol on a host that was built with a member gate.
     *
     * @return ends the service; sessions that are open run on
     */
    public static Host.Registration serve(Host host, SessionHandler handler) {
        return new SessionService(handler, PULSE).serveOn(host);
    }

    Host.Registration serveOn(Host host) {
        return host.serve(Protocols.STREAM, STREAMS, this::handle);
    }

    private void handle(Stream stream) throws IOException {
        stream.deadline(REQUEST_MAX);
        StreamRequest request = FrameReader.within(REQUEST_MAX, stream).read(MessageKind.STREAM_REQUEST);
        stream.deadline(Duration.ZERO);
        Optional<String> refusal = handler.refusal(stream.connection().remote(), request.getClusterId());
        if (refusal.isPresent()) {
            refuse(stream, StreamOpening.Result.FAILED, refusal.get());
            return;
        }
        switch (request.getKindCase()) {
            case LOGS -> logs(stream, request);
            case EXEC, ATTACH -> exec(stream, request);
            case FORWARD -> forward(stream, request);
            case KIND_NOT_SET ->
                refuse(stream, StreamOpening.Result.INVALID, "a request of no kind that this host knows");
        }
    }

    private void logs(Stream stream, StreamRequest request) throws IOException {
        LogsOutcome outcome;
        try {
            outcome = handler.logs(request);
        } catch (IOException e) {
            outcome = new LogsOutcome.Refused(StreamOpening.Result.FAILED, message(e));
        }
        switch (outcome) {
            case LogsOutcome.Refused no -> refuse(stream, no.result(), no.message());
            case LogsOutcome.Opened opened -> copy(opened.log(), stream);
        }
    }

    private static void copy(InputStream log, Stream stream) throws IOException {
        try (log) {
            answer(stream, StreamOpening.Result.OK, "");
            Thread.ofVirtual().name("bm-logs-watch").start(() -> closeWhenGone(stream, log));
            OutputStream out = stream.out();
            byte[] buffer = new byte[LOG_BUFFER_BYTES];
            for (int count = log.read(buffer); count >= 0; count = log.read(buffer)) {
                out.write(buffer, 0, count);
            }
            stream.closeWrite();
        }
    }

    /** The provider says no more once it has asked, so that the end of its bytes is the end of its interest. */
    private static void closeWhenGone(Stream stream, InputStream log) {
        try (log) {
            stream.in().skipNBytes(Long.MAX_VALUE);
        } catch (IOException e) {
            // However it ended, nobody reads the log any longer: it is closed, which ends the copying.
        }
    }

    private void exec(Stream stream, StreamRequest request) throws IOException {
        ExecOutcome outcome;
        try {
            outcome = handler.exec(request);
        } catch (IOException e) {
            outcome = new ExecOutcome.Refused(StreamOpening.Result.FAILED, message(e));
        }
        switch (outcome) {
            case ExecOutcome.Refused no -> refuse(stream, no.result(), no.message());
            case ExecOutcome.Opened opened -> {
                try (ExecSession process = opened.session()) {
                    answer(stream, StreamOpening.Result.OK, "");
                    new Conversation(stream, process).run(pulse);
                }
            }
        }
    }

    private void forward(Stream stream, StreamRequest request) throws IOException {
        ForwardOutcome outcome;
        try {
            outcome = handler.forward(request);
        } catch (IOException e) {
            outcome = new ForwardOutcome.Refused(StreamOpening.Result.FAILED, message(e));
        }
        switch (outcome) {
            case ForwardOutcome.Refused no -> refuse(stream, no.result(), no.message());
            case ForwardOutcome.Opened opened -> {
                try (PortConnection pod = opened.connection()) {
                    answer(stream, StreamOpening.Result.OK, "");
                    pod.carry(stream);
                }
            }
        }
    }

    private static void refuse(Stream stream, StreamOpening.Result result, String message) throws IOException {
        answer(stream, result, message);
        stream.closeWrite();
    }

    private static void answer(Stream stream, StreamOpening.Result result, String message) throws IOException {
        new FrameWriter(stream.out())
                .write(
                        MessageKind.STREAM_OPENING,
                        StreamOpening.newBuilder()
                                .setResult(result)
                                .setMessage(Text.atMost(MESSAGE_LENGTH_MAX, message))
                                .build());
    }

    private static String message(IOException e) {
        return Objects.requireNonNullElse(e.getMessage(), e.toString());
    }
}
