package io.beemesh.raft.replica.testing;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.raft.appender.AppenderLimits;
import io.beemesh.raft.groups.GroupHost;
import io.beemesh.raft.groups.GroupMember;
import io.beemesh.raft.groups.GroupSettings;
import io.beemesh.raft.replica.Replica;
import io.beemesh.raft.replica.StoreMachine;
import io.beemesh.raft.replica.StoreMachines;
import io.beemesh.raft.testing.Closing;
import io.beemesh.raft.testing.Libp2pWire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.apache.ratis.protocol.RaftPeer;

/** Hosts over libp2p in memory, each with a member of one group. The last one that is started has lived the longest. */
public final class StoreGroup implements AutoCloseable {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LEADER_LOST = Duration.ofMillis(300);

    private final Libp2pWire wire = Libp2pWire.inMemory();
    private final Path folder;
    private final long quotaBytes;
    private final Duration leaderLost;
    private final UUID group = UUID.randomUUID();
    private final List<RaftPeer> peers = new ArrayList<>();
    private final List<GroupHost> hosts = new ArrayList<>();
    private final List<Replica> replicas = new ArrayList<>();

    private StoreGroup(Path folder, long quotaBytes, Duration leaderLost) {
        this.folder = folder;
        this.quotaBytes = quotaBytes;
        this.leaderLost = leaderLost;
    }

    /** Starts so many and waits until one leads. */
    public static StoreGroup start(Path folder, int count, long quotaBytes) throws Exception {
        return start(folder, count, quotaBytes, LEADER_LOST);
    }

    /** The same, where others stand for election after another time. */
    public static StoreGroup start(Path folder, int count, long quotaBytes, Duration leaderLost) throws Exception {
        StoreGroup started = new StoreGroup(folder, quotaBytes, leaderLost);
        for (int i = 0; i < count; i++) {
            started.peers.add(started.wire.newPeer());
        }
        for (RaftPeer peer : List.copyOf(started.peers)) {
            started.open(peer, started.members());
        }
        started.leader();
        return started;
    }

    private void open(RaftPeer peer, List<GroupMember> members) throws IOException {
        StoreMachines machines = new StoreMachines(System::nanoTime, leaderLost, quotaBytes);
        GroupSettings settings =
                new GroupSettings(folder.resolve(peer.getId().toString()), AppenderLimits.edge(), leaderLost);
        GroupHost host = GroupHost.start(wire.network(peer), settings, machines);
        var unused = host.open(group, members);
        hosts.add(host);
        StoreMachine machine = machines.of(group);
        replicas.add(new Replica(host, group, machine, RandomGenerator.getDefault()));
    }

    private List<GroupMember> members() {
        List<GroupMember> members = new ArrayList<>();
        for (RaftPeer peer : peers) {
            members.add(new GroupMember(
                    PeerId.parse(peer.getId().toString()), NOW.minus(Duration.ofHours(members.size()))));
        }
        return members;
    }

    /** What its members call it. */
    public UUID id() {
        return group;
    }

    /** How many they are. */
    public int size() {
        return replicas.size();
    }

    /** One of them. */
    public Replica replica(int index) {
        return replicas.get(index);
    }

    /** One of them. */
    public GroupHost host(int index) {
        return hosts.get(index);
    }

    /** Which of them leads, once one does. */
    public int leader() throws Exception {
        return Eventually.succeeds(() -> {
            for (GroupHost host : hosts) {
                if (host.groups().contains(group) && host.leads(group)) {
                    return hosts.indexOf(host);
                }
            }
            throw new IOException("nobody leads");
        });
    }

    /** Which of them does not lead. */
    public int follower() throws Exception {
        return leader() == 0 ? 1 : 0;
    }

    /** Takes one more host in and says which it is. */
    public int grow() throws Exception {
        return grow(host -> {});
    }

    /** Takes one more host in, which does something before it is a member. */
    public int grow(Waiting waiting) throws Exception {
        List<GroupMember> before = members();
        peers.add(wire.newPeer());
        open(peers.getLast(), before);
        waiting.use(hosts.getLast());
        hosts.get(leader()).change(group, members());
        return hosts.size() - 1;
    }

    /** Takes one more host in, which only learns, and says which it is. */
    public int learn() throws Exception {
        List<GroupMember> all = members();
        RaftPeer peer = wire.newPeer();
        all.add(GroupMember.learner(PeerId.parse(peer.getId().toString()), NOW));
        open(peer, all);
        hosts.get(leader()).change(group, all);
        return hosts.size() - 1;
    }

    /** What a host does that has opened the group and is not a member yet. */
    @FunctionalInterface
    public interface Waiting {
        /** Does it. */
        void use(GroupHost host) throws IOException;
    }

    /** Starts a host that has ended, with what is on its disk. */
    public void begin(int index) throws IOException {
        hosts.remove(index);
        replicas.remove(index);
        open(peers.get(index), members());
        hosts.add(index, hosts.removeLast());
        replicas.add(index, replicas.removeLast());
    }

    /** Nobody reaches a host any more, nor does it reach anybody. */
    public void cut(int index) {
        wire.cut(peers.get(index));
    }

    /** Ends a host after the others have lost it. */
    public void end(int index) throws IOException {
        cut(index);
        replicas.get(index).close();
        hosts.get(index).close();
    }

    @Override
    public void close() throws IOException {
        wire.close();
        replicas.forEach(Replica::close);
        Closing.all(hosts);
    }
}
