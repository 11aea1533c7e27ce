package io.beemesh.mesh.usage;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.frame.FrameReader;
import io.beemesh.mesh.frame.FrameWriter;
import io.beemesh.mesh.frame.MessageKind;
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
            UsageReply reply = exchange(peer, request);
            return switch (reply.getKindCase()) {
                case USAGE -> new UsageOutcome.Measured(reply.getUsage());
                case REFUSED ->
                    new UsageOutcome.Unanswered(
                            cut("the host refused: " + reply.getRefused().getMessage()));
                case KIND_NOT_SET -> new UsageOutcome.Unanswered("the host answered by nothing that we know");
            };
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while a host was asked");
            }
            return new UsageOutcome.Unanswered(cut("the host did not answer: " + e.getMessage()));
        }
    }

    private UsageReply exchange(PeerId peer, UsageRequest request) throws IOException, InterruptedException {
        Stream stream = host.open(peer, Protocols.USAGE);
        boolean answered = false;
        try {
            stream.deadline(deadline);
            new FrameWriter(stream.out()).write(MessageKind.USAGE_REQUEST, request);
            stream.closeWrite();
            UsageReply reply = FrameReader.within(deadline, stream).read(MessageKind.USAGE_REPLY);
            answered = true;
            return reply;
        } finally {
            if (answered) {
                stream.close();
            } else {
                stream.reset(0);
            }
        }
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), TEXT_LENGTH_MAX));
    }
}
