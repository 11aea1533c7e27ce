package io.beemesh.mesh.usage;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.frame.Exchange;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.frame.Text;
import io.beemesh.mesh.wire.UsageRefused;
import io.beemesh.mesh.wire.UsageReply;
import io.beemesh.mesh.wire.UsageRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** A host's end of the usage protocol: one question, one answer a stream. Who may ask the handler decides. */
public final class UsageService {
    /** How long a question may take to arrive whole, and its answer to leave. */
    public static final Duration TRANSFER_MAX = Duration.ofSeconds(10);

    static final Exchange<UsageRequest, UsageReply> EXCHANGE =
            new Exchange<>(MessageKind.USAGE_REQUEST, MessageKind.USAGE_REPLY);

    private static final Limits.Streams STREAMS = new Limits.Streams(4, 16);
    private static final int MESSAGE_LENGTH_MAX = 4096;

    private final UsageHandler handler;

    private UsageService(UsageHandler handler) {
        this.handler = handler;
    }

    /**
     * Serves the usage protocol on a host that was built with a member gate.
     *
     * @return ends the service
     */
    public static Host.Registration serve(Host host, UsageHandler handler) {
        UsageService service = new UsageService(handler);
        return host.serve(Protocols.USAGE, STREAMS, service::handle);
    }

    private void handle(Stream stream) throws IOException {
        PeerId provider = stream.connection().remote();
        EXCHANGE.serve(stream, TRANSFER_MAX, request -> answer(provider, request));
    }

    private UsageReply answer(PeerId provider, UsageRequest request) {
        Optional<String> refusal = handler.refusal(provider, request.getClusterId());
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        try {
            return UsageReply.newBuilder().setUsage(handler.usage(request)).build();
        } catch (IOException e) {
            return refused(Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
    }

    private static UsageReply refused(String message) {
        return UsageReply.newBuilder()
                .setRefused(UsageRefused.newBuilder().setMessage(Text.atMost(MESSAGE_LENGTH_MAX, message)))
                .build();
    }
}
