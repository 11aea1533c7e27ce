package io.beemesh.raft.testing;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.raft.appender.AppenderLimits;
import io.beemesh.raft.rpc.RaftNetwork;
import io.beemesh.raft.rpc.StreamRpcType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;

/** Libp2p streams between hosts, one a server; how they meet is left to others. */
abstract class PeerWire implements Wire {
    /** Those that run, by their peers' ids. */
    final Map<String, Host> hosts = new ConcurrentHashMap<>();

    private final AppenderLimits limits;
    private final Map<String, KeyPair> keys = new ConcurrentHashMap<>();

    /** No hosts yet. */
    PeerWire(AppenderLimits limits) {
        this.limits = limits;
    }

    /** Starts the host of that key. */
    abstract Host start(KeyPair key) throws IOException;

    /** Where a peer may be found. */
    abstract List<Multiaddr> addresses(PeerId peer);

    @Override
    public final RaftPeer newPeer() {
        KeyPair key = KeyPair.generate();
        keys.put(key.peerId().toString(), key);
        return RaftPeer.newBuilder().setId(key.peerId().toString()).build();
    }

    /** The host of a peer; it is started if it does not run. */
    public final Host host(RaftPeer peer) throws IOException {
        String id = peer.getId().toString();
        Host running = hosts.get(id);
        if (running != null) {
            return running;
        }
        Host started = start(keys.get(id));
        hosts.put(id, started);
        return started;
    }

    /** How a peer reaches the others. */
    public final RaftNetwork network(RaftPeer peer) throws IOException {
        return new RaftNetwork(host(peer), this::addresses);
    }

    @Override
    public final Parameters ofServer(RaftPeer peer, RaftProperties properties) throws IOException {
        StreamRpcType.choose(properties);
        return StreamRpcType.ofServer(network(peer), limits);
    }

    @Override
    public final Parameters ofClient(RaftServer beside, RaftProperties properties) {
        StreamRpcType.choose(properties);
        return StreamRpcType.ofClient(beside);
    }

    @Override
    public final void cut(RaftPeer peer) {
        hosts.remove(peer.getId().toString()).close();
    }

    @Override
    public void close() throws IOException {
        Closing.all(hosts.values());
    }
}
