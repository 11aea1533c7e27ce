package io.beemesh.raft.testing;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.libp2p.transport.Transport;
import io.beemesh.raft.appender.AppenderLimits;
import io.beemesh.raft.rpc.RaftNetwork;
import io.beemesh.raft.rpc.StreamRpcType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;

/** Libp2p streams, over a transport. */
public final class Libp2pWire implements Wire {
    private final Transport transport;
    private final Multiaddr anywhere;
    private final AppenderLimits limits;
    private final Map<String, KeyPair> keys = new ConcurrentHashMap<>();
    private final Map<String, Host> hosts = new ConcurrentHashMap<>();

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
        this.transport = transport;
        this.anywhere = anywhere;
        this.limits = limits;
    }

    /** A network in memory. */
    public static Libp2pWire inMemory() {
        return new Libp2pWire(new MemoryNetwork(), Multiaddr.parse("/memory/0"));
    }

    @Override
    public RaftPeer newPeer() {
        KeyPair key = KeyPair.generate();
        keys.put(key.peerId().toString(), key);
        return RaftPeer.newBuilder().setId(key.peerId().toString()).build();
    }

    /** The host of a peer; it is started if it does not run. */
    public Host host(RaftPeer peer) throws IOException {
        String id = peer.getId().toString();
        Host running = hosts.get(id);
        if (running != null) {
            return running;
        }
        Host started = HostBuilder.of(keys.get(id))
                .transport(transport)
                .listen(anywhere)
                .start();
        hosts.put(id, started);
        return started;
    }

    /** How a peer reaches the others. */
    public RaftNetwork network(RaftPeer peer) throws IOException {
        return new RaftNetwork(host(peer), this::address);
    }

    private List<Multiaddr> address(PeerId peer) {
        return Optional.ofNullable(hosts.get(peer.toString()))
                .map(Host::addresses)
                .orElse(List.of());
    }

    @Override
    public Parameters ofServer(RaftPeer peer, RaftProperties properties) throws IOException {
        StreamRpcType.choose(properties);
        return StreamRpcType.ofServer(network(peer), limits);
    }

    @Override
    public Parameters ofClient(RaftServer beside, RaftProperties properties) {
        StreamRpcType.choose(properties);
        return StreamRpcType.ofClient(beside);
    }

    @Override
    public void cut(RaftPeer peer) {
        hosts.remove(peer.getId().toString()).close();
    }

    @Override
    public void close() throws IOException {
        Closing.all(hosts.values());
    }
}
