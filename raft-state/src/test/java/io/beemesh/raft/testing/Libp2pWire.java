package io.beemesh.raft.testing;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.libp2p.transport.Transport;
import io.beemesh.raft.appender.AppenderLimits;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Libp2p streams, over a transport. */
public final class Libp2pWire extends PeerWire {
    private final Transport transport;
    private final Multiaddr anywhere;

    /** Where hosts listen, or did before they ended. */
    private final Map<String, List<Multiaddr>> known = new ConcurrentHashMap<>();

    /**
     * No hosts yet.
     *
     * @param anywhere where any host of the transport may listen
     */
    public Libp2pWire(Transport transport, Multiaddr anywhere) {
        this(transport, anywhere, AppenderLimits.edge());
    }

    /** The same with other limits. */
    public Libp2pWire(Transport transport, Multiaddr anywhere, AppenderLimits limits) {
        super(limits);
        this.transport = transport;
        this.anywhere = anywhere;
    }

    /** A network in memory. */
    public static Libp2pWire inMemory() {
        return new Libp2pWire(new MemoryNetwork(), Multiaddr.parse("/memory/0"));
    }

    @Override
    Host start(KeyPair key) throws IOException {
        Host host = HostBuilder.of(key).transport(transport).listen(anywhere).start();
        known.put(host.id().toString(), host.addresses());
        return host;
    }

    @Override
    List<Multiaddr> addresses(PeerId peer) {
        return known.getOrDefault(peer.toString(), List.of());
    }
}
