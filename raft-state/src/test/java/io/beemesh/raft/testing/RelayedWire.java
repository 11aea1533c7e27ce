package io.beemesh.raft.testing;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.relay.CircuitLimit;
import io.beemesh.libp2p.relay.RelayLimits;
import io.beemesh.libp2p.relay.RelayRules;
import io.beemesh.libp2p.relay.RelayService;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.raft.appender.AppenderLimits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Libp2p streams between hosts in memory that nobody can dial: they meet at a relay. */
public final class RelayedWire extends PeerWire {
    private final MemoryNetwork network = new MemoryNetwork();
    private final Host relay;

    /** A relay that works for anybody, and nobody who needs it yet. */
    public RelayedWire() throws IOException {
        super(AppenderLimits.edge());
        KeyPair key = KeyPair.generate();
        relay = HostBuilder.of(key)
                .transport(network)
                .limits(Limits.gateway())
                .listen(Multiaddr.parse("/memory/1"))
                .start();
        RelayLimits limits = new RelayLimits(16, 256, 64, Duration.ofHours(1), CircuitLimit.NONE);
        RelayService.serve(relay, key, new Anybody(), limits, Clock.systemUTC());
    }

    @Override
    Host start(KeyPair key) throws IOException {
        Host host = HostBuilder.of(key).transport(network).start();
        boolean reachable = false;
        try {
            Multiaddr way = host.connect(relay.addresses().getFirst()).remoteAddress();
            host.listen(way.circuit());
            reachable = true;
            return host;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while connecting").initCause(e);
        } finally {
            if (!reachable) {
                host.close();
            }
        }
    }

    @Override
    List<Multiaddr> addresses(PeerId peer) {
        return List.of(Multiaddr.ofPeer(relay.id()).circuit().withPeer(peer));
    }

    @Override
    public void close() throws IOException {
        List<Host> all = new ArrayList<>(hosts.values());
        all.add(relay);
        Closing.all(all);
    }

    /** Lets everybody reach everybody. */
    private record Anybody() implements RelayRules {
        @Override
        public boolean mayReserve(PeerId peer) {
            return true;
        }

        @Override
        public boolean mayConnect(PeerId from, PeerId to) {
            return true;
        }
    }
}
