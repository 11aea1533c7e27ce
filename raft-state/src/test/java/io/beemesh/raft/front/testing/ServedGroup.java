package io.beemesh.raft.front.testing;

import io.beemesh.raft.front.FrontLimits;
import io.beemesh.raft.replica.testing.StoreGroup;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.testing.Closing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A group of three, each member of which answers in etcd's API. For one thread. */
public final class ServedGroup implements AutoCloseable {
    private static final int MEMBERS = 3;

    private final StoreGroup group;
    private final List<LocalFront> servers = new ArrayList<>();

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
        servers.add(LocalFront.of(group.replica(member), limits));
    }

    /** Where its members answer: host and port. */
    public List<String> endpoints() {
        return servers.stream().map(LocalFront::endpoint).toList();
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
