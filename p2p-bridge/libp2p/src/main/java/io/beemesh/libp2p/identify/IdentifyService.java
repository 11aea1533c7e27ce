package io.beemesh.libp2p.identify;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PublicKey;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Tells peers of a host when they ask, and when what it serves has changed. Safe for use by any thread. */
public final class IdentifyService {
    private static final Limits.Streams STREAMS = new Limits.Streams(4, 4096);
    private static final Duration PER_CALL = Duration.ofSeconds(10);
    private static final String PROTOCOL_VERSION = "beemesh/0.1.0";

    private final Host host;
    private final PublicKey key;
    private final String agentVersion;
    private final Supplier<List<String>> protocols;
    private final BiConsumer<Connection, PeerInfo> pushed;
    private final AtomicInteger changes = new AtomicInteger();

    /**
     * Begins to answer.
     *
     * @param protocols what the host serves now
     * @param pushed told of what peers say that changed
     */
    public IdentifyService(
            Host host, Self self, Supplier<List<String>> protocols, BiConsumer<Connection, PeerInfo> pushed) {
        this.host = host;
        this.key = self.key();
        this.agentVersion = self.agentVersion();
        this.protocols = protocols;
        this.pushed = pushed;
        host.serve(Identify.PROTOCOL, STREAMS, this::tell);
        host.serve(Identify.PUSH, STREAMS, this::hear);
    }

    private void tell(Stream stream) throws IOException {
        stream.deadline(PER_CALL);
        Identify.write(stream, info(Optional.of(stream.connection().remoteAddress())));
    }

    private void hear(Stream stream) throws IOException {
        stream.deadline(PER_CALL);
        pushed.accept(stream.connection(), Identify.read(stream.in()));
    }

    private PeerInfo info(Optional<Multiaddr> observed) {
        return new PeerInfo(
                key.protobuf(), host.addresses(), protocols.get(), observed, PROTOCOL_VERSION, agentVersion);
    }

    /** Tells all peers, once for changes that come while it is at it. Does not block. */
    public void changed() {
        if (changes.getAndIncrement() == 0 && !host.connections().isEmpty()) {
            Thread.ofVirtual().name("libp2p-identify-push").start(this::pushAll);
        } else if (host.connections().isEmpty()) {
            changes.set(0);
        }
    }

    private void pushAll() {
        for (int seen = changes.get(); seen > 0; seen = changes.addAndGet(-seen)) {
            PeerInfo now = info(Optional.empty());
            host.connections().forEach(connection -> push(connection, now));
        }
    }

    private static void push(Connection connection, PeerInfo now) {
        try {
            Identify.push(connection, now);
        } catch (IOException e) {
            // A peer that takes no pushes asks when it wants to know.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Who this is.
     *
     * @param key its public key
     * @param agentVersion its program
     */
    public record Self(PublicKey key, String agentVersion) {}
}
