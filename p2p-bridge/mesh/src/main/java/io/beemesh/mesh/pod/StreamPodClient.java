package io.beemesh.mesh.pod;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.frame.Text;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.EraseVolume;
import io.beemesh.mesh.wire.PodReply;
import io.beemesh.mesh.wire.PodRequest;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StopPod;
import java.io.IOException;
import java.time.Duration;

/** Asks over a stream of its own for each request. */
final class StreamPodClient implements PodClient {
    private static final int TEXT_LENGTH_MAX = 4096;

    private final Host host;
    private final Duration deadline;

    StreamPodClient(Host host, Duration deadline) {
        this.host = host;
        this.deadline = deadline;
    }

    @Override
    public RunOutcome run(PeerId peer, RunPod pod) throws InterruptedException {
        PodRequest request = PodRequest.newBuilder().setRun(pod).build();
        if (request.getSerializedSize() > MessageKind.POD_REQUEST.capBytes()) {
            return new RunOutcome.Refused(
                    "PodTooLarge",
                    "the pod and what it names have %d bytes (expected: at most %d); name less"
                            .formatted(request.getSerializedSize(), MessageKind.POD_REQUEST.capBytes()),
                    true);
        }
        try {
            PodReply reply = ask(peer, request);
            return switch (reply.getKindCase()) {
                case ADMITTED -> new RunOutcome.Admitted();
                case REFUSED ->
                    new RunOutcome.Refused(
                            cut(reply.getRefused().getReason()),
                            cut(reply.getRefused().getMessage()),
                            reply.getRefused().getPermanent());
                case NOTED, GROUP, KIND_NOT_SET -> new RunOutcome.Unreachable(unexpected(reply));
            };
        } catch (IOException e) {
            return new RunOutcome.Unreachable(failed(e));
        }
    }

    @Override
    public NoteOutcome stop(PeerId peer, StopPod pod) throws InterruptedException {
        return tell(peer, PodRequest.newBuilder().setStop(pod).build());
    }

    @Override
    public NoteOutcome desired(PeerId peer, DesiredPods pods) throws InterruptedException {
        return tell(peer, PodRequest.newBuilder().setDesired(pods).build());
    }

    @Override
    public NoteOutcome erase(PeerId peer, EraseVolume volume) throws InterruptedException {
        return tell(peer, PodRequest.newBuilder().setErase(volume).build());
    }

    private NoteOutcome tell(PeerId peer, PodRequest request) throws InterruptedException {
        try {
            PodReply reply = ask(peer, request);
            return switch (reply.getKindCase()) {
                case NOTED -> new NoteOutcome.Noted();
                case REFUSED -> new NoteOutcome.Unreachable(refused(reply));
                case ADMITTED, GROUP, KIND_NOT_SET -> new NoteOutcome.Unreachable(unexpected(reply));
            };
        } catch (IOException e) {
            return new NoteOutcome.Unreachable(failed(e));
        }
    }

    @Override
    public GroupOutcome group(PeerId peer, StateGroup group) throws InterruptedException {
        try {
            PodReply reply = ask(peer, PodRequest.newBuilder().setGroup(group).build());
            return switch (reply.getKindCase()) {
                case GROUP -> new GroupOutcome.Noted(reply.getGroup());
                case REFUSED -> new GroupOutcome.Unreachable(refused(reply));
                case ADMITTED, NOTED, KIND_NOT_SET -> new GroupOutcome.Unreachable(unexpected(reply));
            };
        } catch (IOException e) {
            return new GroupOutcome.Unreachable(failed(e));
        }
    }

    private PodReply ask(PeerId peer, PodRequest request) throws IOException, InterruptedException {
        return PodService.EXCHANGE.ask(() -> host.open(peer, Protocols.POD), request, deadline);
    }

    private static String refused(PodReply reply) {
        return cut("the host refused: " + reply.getRefused().getReason() + ": "
                + reply.getRefused().getMessage());
    }

    private static String failed(IOException e) {
        return "the host did not answer: " + e.getMessage();
    }

    private static String unexpected(PodReply reply) {
        return "the host answered by " + reply.getKindCase() + ", which is no answer to this request";
    }

    private static String cut(String text) {
        return Text.atMost(TEXT_LENGTH_MAX, text);
    }
}
