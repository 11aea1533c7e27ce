package io.beemesh.mesh.pod;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.frame.Exchange;
import io.beemesh.mesh.frame.FrameException;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.pod.PodRequestHandler.Admission;
import io.beemesh.mesh.wire.Admitted;
import io.beemesh.mesh.wire.Noted;
import io.beemesh.mesh.wire.PodReply;
import io.beemesh.mesh.wire.PodRequest;
import io.beemesh.mesh.wire.Refused;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A host's end of the pod protocol: one request, one answer a stream. Who may ask the gate and the handler decide. */
public final class PodService {
    /** How long a request may take to arrive whole, and its answer to leave. */
    public static final Duration TRANSFER_MAX = Duration.ofSeconds(30);

    static final Exchange<PodRequest, PodReply> EXCHANGE =
            new Exchange<>(MessageKind.POD_REQUEST, MessageKind.POD_REPLY);

    private static final Limits.Streams STREAMS = new Limits.Streams(64, 256);

    private final PodRequestHandler handler;

    private PodService(PodRequestHandler handler) {
        this.handler = handler;
    }

    /**
     * Serves the pod protocol on a host that was built with a member gate.
     *
     * @return ends the service
     */
    public static Host.Registration serve(Host host, PodRequestHandler handler) {
        PodService service = new PodService(handler);
        return host.serve(Protocols.POD, STREAMS, service::handle);
    }

    private void handle(Stream stream) throws IOException {
        PeerId provider = stream.connection().remote();
        EXCHANGE.serve(stream, TRANSFER_MAX, request -> answer(provider, request));
    }

    private PodReply answer(PeerId provider, PodRequest request) throws FrameException {
        Optional<Admission.Refused> refusal = handler.refusal(provider, cluster(request));
        if (refusal.isPresent()) {
            return reply(refusal.get());
        }
        return switch (request.getKindCase()) {
            case RUN -> reply(handler.run(provider, request.getRun()));
            case STOP -> {
                handler.stop(provider, request.getStop());
                yield noted();
            }
            case DESIRED -> {
                handler.desired(provider, request.getDesired());
                yield noted();
            }
            case ERASE -> reply(handler.erase(provider, request.getErase()));
            case GROUP ->
                PodReply.newBuilder()
                        .setGroup(handler.group(provider, request.getGroup()))
                        .build();
            case KIND_NOT_SET -> throw new FrameException("a pod request of no kind that this host knows");
        };
    }

    private static String cluster(PodRequest request) {
        return switch (request.getKindCase()) {
            case RUN -> request.getRun().getClusterId();
            case STOP -> request.getStop().getClusterId();
            case DESIRED -> request.getDesired().getClusterId();
            case ERASE -> request.getErase().getClusterId();
            case GROUP -> request.getGroup().getClusterId();
            case KIND_NOT_SET -> "";
        };
    }

    private static PodReply reply(Admission admission) {
        return switch (admission) {
            case Admission.Admitted yes ->
                PodReply.newBuilder().setAdmitted(Admitted.getDefaultInstance()).build();
            case Admission.Refused no ->
                refused(Refused.newBuilder()
                        .setReason(no.reason())
                        .setMessage(no.message())
                        .setPermanent(no.permanent()));
        };
    }

    private static PodReply reply(PodRequestHandler.Erasure erasure) {
        return switch (erasure) {
            case PodRequestHandler.Erasure.Erased gone -> noted();
            case PodRequestHandler.Erasure.Kept kept ->
                refused(Refused.newBuilder().setReason(kept.reason()).setMessage(kept.message()));
        };
    }

    private static PodReply refused(Refused.Builder refusal) {
        return PodReply.newBuilder().setRefused(refusal).build();
    }

    private static PodReply noted() {
        return PodReply.newBuilder().setNoted(Noted.getDefaultInstance()).build();
    }
}
