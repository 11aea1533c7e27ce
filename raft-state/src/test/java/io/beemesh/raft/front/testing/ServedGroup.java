package io.beemesh.raft.front.testing;

import io.beemesh.raft.front.Entrance;
import io.beemesh.raft.front.EtcdServer;
import io.beemesh.raft.front.FrontLimits;
import io.beemesh.raft.replica.testing.StoreGroup;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.testing.Closing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A group of three, each member of which answers in etcd's API. For one thread. */
public final class ServedGroup implements AutoCloseable {
    private static final int MEMBERS = 3;

    private final StoreGroup group;
    private final List<EtcdServer> servers = new ArrayList<>();

    private ServedGroup(StoreGroup group) {
        this.group = group;
    }

    /**
     * Starts one and waits until it has a leader.
     *
     * @param leaderLost how long a leader may not be heard before others stand for election
     * @param progress how often a watch that wants to is told how far it is
     */
    public static ServedGroup start(Path folder, Duration leaderLost, Duration progress) throws Exception {
        ServedGroup started = new ServedGroup(StoreGroup.start(folder, MEMBERS, Keyspace.QUOTA_BYTES, leaderLost));
        FrontLimits edge = FrontLimits.edge(leaderLost);
        for (int i = 0; i < MEMBERS; i++) {
            started.serve(
                    i,
                    new FrontLimits(
                            edge.connections(), edge.watchesAConnection(), edge.stall(), progress, edge.noLeader()));
        }
        return started;
    }

    private void serve(int member, FrontLimits limits) throws IOException {
        servers.add(EtcdServer.start(
                group.replica(member),
                Entrance.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                limits,
                System::nanoTime,
                RandomGenerator.getDefault()));
    }

    /** Where its members answer: host and port. */
    public List<String> endpoints() {
        return servers.stream()
                .map(server -> "127.0.0.1:" + server.address().getPort())
                .toList();
    }

    /** Ends the member that leads, for good. */
    public void loseLeader() throws Exception {
        int leader = group.leader();
        servers.get(leader).close();
        group.end(leader);
    }

    @Override
    public void close() throws IOException {
        Closing.all(servers);
        group.close();
    }
}
