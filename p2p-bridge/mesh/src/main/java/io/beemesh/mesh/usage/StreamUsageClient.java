package io.beemesh.mesh.usage;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.frame.Text;
import io.beemesh.mesh.wire.UsageReply;
import io.beemesh.mesh.wire.UsageRequest;
import java.io.IOException;
import java.time.Duration;

/** Asks over a stream of its own for each question. */
final class StreamUsageClient implements UsageClient {
    private static final int TEXT_LENGTH_MAX = 4096;

    private final Host host;
    private final Duration deadline;

    StreamUsageClient(Host host, Duration deadline) {
        this.host = host;
        this.deadline = deadline;
    }

    @Override
    public UsageOutcome ask(PeerId peer, UsageRequest request) throws InterruptedException {
        try {
            UsageReply reply = UsageService.EXCHANGE.ask(() -> host.open(peer, Protocols.USAGE), request, deadline);
            return switch (reply.getKindCase()) {
                case USAGE -> new UsageOutcome.Measured(reply.getUsage());
                case REFUSED ->
                    unanswered("the host refused: " + reply.getRefused().getMessage());
                case KIND_NOT_SET -> unanswered("the host answered by nothing that we know");
            };
        } catch (IOException e) {
            return unanswered("the host did not answer: " + e.getMessage());
        }
    }

    private static UsageOutcome unanswered(String why) {
        return new UsageOutcome.Unanswered(Text.atMost(TEXT_LENGTH_MAX, why));
    }
}
