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
import io.beemesh.raft.rpc.RaftNetwork;
import io.beemesh.raft.rpc.StreamRpcType;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;

/** Libp2p streams between hosts in memory that nobody can dial: they meet at a relay. */
public final class RelayedWire implements Wire {
    private final MemoryNetwork network = new MemoryNetwork();
    private final Host relay;
    private final Map<String, KeyPair> keys = new ConcurrentHashMap<>();
    private final Map<String, Host> hosts = new ConcurrentHashMap<>();

    /** A relay that works for anybody, and nobody who needs it yet. */
    public RelayedWire() throws IOException {
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
    public RaftPeer newPeer() {
        KeyPair key = KeyPair.generate();
        keys.put(key.peerId().toString(), key);
        return RaftPeer.newBuilder().setId(key.peerId().toString()).build();
    }

    @Override
    public Parameters ofServer(RaftPeer peer, RaftProperties properties) throws IOException {
        StreamRpcType.choose(properties);
        RaftNetwork reach = new RaftNetwork(host(peer), this::addresses);
        return StreamRpcType.ofServer(reach, AppenderLimits.edge());
    }

    private List<Multiaddr> addresses(PeerId peer) {
        return List.of(Multiaddr.ofPeer(relay.id()).circuit().withPeer(peer));
    }

    private Host host(RaftPeer peer) throws IOException {
        String id = peer.getId().toString();
        Host running = hosts.get(id);
        if (running != null) {
            return running;
        }
        Host started = HostBuilder.of(keys.get(id)).transport(network).start();
        hosts.put(id, started);
        try {
            Multiaddr way = started.connect(relay.addresses().getFirst()).remoteAddress();
            started.listen(way.circuit());
            return started;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while connecting").initCause(e);
        }
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
