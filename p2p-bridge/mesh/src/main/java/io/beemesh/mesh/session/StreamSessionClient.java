package io.beemesh.mesh.session;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PeerId;
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
import java.time.Duration;

/** Opens a stream of its own for each session. */
final class StreamSessionClient implements SessionClient {
    private static final int MESSAGE_LENGTH_MAX = 4096;

    private final Host host;
    private final Duration opening;

    StreamSessionClient(Host host, Duration opening) {
        this.host = host;
        this.opening = opening;
    }

    @Override
    public LogsOutcome logs(PeerId peer, StreamRequest request) throws IOException, InterruptedException {
        if (!request.hasLogs()) {
            throw new IllegalArgumentException("request of kind " + request.getKindCase() + " (expected: logs)");
        }
        Opened opened = open(peer, request);
        return opened.isOk()
                ? new LogsOutcome.Opened(new LogInput(opened.stream()))
                : new LogsOutcome.Refused(opened.answer().getResult(), opened.message());
    }

    @Override
    public ExecOutcome exec(PeerId peer, StreamRequest request) throws IOException, InterruptedException {
        if (!request.hasExec() && !request.hasAttach()) {
            throw new IllegalArgumentException(
                    "request of kind " + request.getKindCase() + " (expected: exec, attach)");
        }
        boolean stdin = request.hasExec()
                ? request.getExec().getStdin()
                : request.getAttach().getStdin();
        Opened opened = open(peer, request);
        return opened.isOk()
                ? new ExecOutcome.Opened(new StreamExecSession(opened.stream(), stdin))
                : new ExecOutcome.Refused(opened.answer().getResult(), opened.message());
    }

    @Override
    public ForwardOutcome forward(PeerId peer, StreamRequest request) throws IOException, InterruptedException {
        if (!request.hasForward()) {
            throw new IllegalArgumentException("request of kind " + request.getKindCase() + " (expected: forward)");
        }
        Opened opened = open(peer, request);
        return opened.isOk()
                ? new ForwardOutcome.Opened(PortConnection.over(opened.stream()))
                : new ForwardOutcome.Refused(opened.answer().getResult(), opened.message());
    }

    private Opened open(PeerId peer, StreamRequest request) throws IOException, InterruptedException {
        Stream stream = host.open(peer, Protocols.STREAM);
        boolean ok = false;
        try {
            stream.deadline(opening);
            new FrameWriter(stream.out()).write(MessageKind.STREAM_REQUEST, request);
            StreamOpening answer = FrameReader.within(opening, stream).read(MessageKind.STREAM_OPENING);
            stream.deadline(Duration.ZERO);
            Opened opened = new Opened(stream, answer);
            ok = opened.isOk();
            return opened;
        } finally {
            if (!ok) {
                stream.reset(0);
            }
        }
    }

    private record Opened(Stream stream, StreamOpening answer) {
        boolean isOk() {
            return answer.getResult() == StreamOpening.Result.OK;
        }

        String message() {
            return Text.atMost(MESSAGE_LENGTH_MAX, answer.getMessage());
        }
    }
}
