package io.beemesh.raft.testing;

import io.beemesh.libp2p.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** The servers of one group over a wire, each with a folder. For one thread. */
public final class Group implements AutoCloseable {
    /** How many writes there are between snapshots. */
    public static final int SNAPSHOT_EVERY = 200;

    private final Wire wire;
    private final Path folder;
    private final Consumer<RaftProperties> settings;
    private final RaftGroupId id = RaftGroupId.randomId();
    private final List<RaftPeer> peers = new ArrayList<>();
    private final Map<RaftPeer, RaftServer> servers = new LinkedHashMap<>();
    private final Map<RaftPeerId, MapMachine> machines = new ConcurrentHashMap<>();

    private Group(Wire wire, Path folder, Consumer<RaftProperties> settings) {
        this.wire = wire;
        this.folder = folder;
        this.settings = settings;
    }

    /** A group of three new servers, started. */
    public static Group start(Wire wire, Path folder) throws IOException {
        return start(wire, folder, properties -> {});
    }

    /** The same with other settings. */
    public static Group start(Wire wire, Path folder, Consumer<RaftProperties> settings) throws IOException {
        Group group = new Group(wire, folder, settings);
        for (int i = 0; i < 3; i++) {
            group.peers.add(wire.newPeer());
        }
        for (RaftPeer peer : group.peers) {
            group.start(peer);
        }
        return group;
    }

    /** What all know of it. */
    public RaftGroup members() {
        return RaftGroup.valueOf(id, peers);
    }

    /** A server that knows who the members are, and is none yet. */
    public RaftPeer newServer() throws IOException {
        RaftPeer peer = wire.newPeer();
        start(peer);
        return peer;
    }

    /** Starts a server with what is in its folder; with nothing in it, it is told who the members are. */
    public void start(RaftPeer peer) throws IOException {
        RaftProperties properties = properties();
        Path own = folder(peer);
        boolean fresh = !Files.exists(own);
        RaftServerConfigKeys.setStorageDir(properties, List.of(own.toFile()));
        Parameters parameters = wire.ofServer(peer, properties);
        settings.accept(properties);
        RaftServer server = RaftServer.newBuilder()
                .setServerId(peer.getId())
                .setProperties(properties)
                .setParameters(parameters)
                .setStateMachineRegistry(which -> which.equals(id) ? newMachine(peer) : new MapMachine())
                .build();
        server.start();
        servers.put(peer, server);
        if (fresh) {
            add(peer, members());
        }
    }

    /** Adds a group to a server. */
    public void add(RaftPeer peer, RaftGroup group) throws IOException {
        RaftClientReply reply = servers.get(peer)
                .groupManagement(
                        GroupManagementRequest.newAdd(ClientId.randomId(), peer.getId(), 1, group, /* format= */ true));
        if (!reply.isSuccess()) {
            throw new IOException("not added: " + reply);
        }
    }

    private Path folder(RaftPeer peer) {
        return folder.resolve(peer.getId().toString());
    }

    private MapMachine newMachine(RaftPeer peer) {
        MapMachine machine = new MapMachine();
        machines.put(peer.getId(), machine);
        return machine;
    }

    /** Small segments and early snapshots, so that a short test sees them. */
    private static RaftProperties properties() {
        RaftProperties properties = new RaftProperties();
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, TimeDuration.valueOf(500, TimeUnit.MILLISECONDS));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, TimeDuration.valueOf(1000, TimeUnit.MILLISECONDS));
        RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("2KB"));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("1KB"));
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgeGap(properties, 10);
        RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, SNAPSHOT_EVERY);
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 2);
        return properties;
    }

    /** A client beside a server, which tries another one first. */
    public RaftClient client(RaftPeer beside, RaftPeer first) throws IOException {
        RaftProperties properties = properties();
        return RaftClient.newBuilder()
                .setProperties(properties)
                .setParameters(wire.ofClient(servers.get(beside), properties))
                .setRaftGroup(members())
                .setLeaderId(first.getId())
                .build();
    }

    /** The one that leads, once there is one. */
    public RaftPeer leader() throws Exception {
        return Eventually.succeeds(() -> servers.keySet().stream()
                .filter(peer -> division(peer).getInfo().isLeaderReady())
                .findFirst()
                .orElseThrow(() -> new IOException("nobody leads")));
    }

    /** The group at one of its servers. */
    public RaftServer.Division division(RaftPeer peer) {
        try {
            return servers.get(peer).getDivision(id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that run but one. */
    public List<RaftPeer> others(RaftPeer than) {
        return servers.keySet().stream().filter(peer -> !peer.equals(than)).toList();
    }

    /** What a server has applied. */
    public MapMachine machine(RaftPeer peer) {
        return machines.get(peer.getId());
    }

    /** The members, the oldest first. */
    public List<RaftPeer> peers() {
        return List.copyOf(peers);
    }

    /** Ends a server after the others have lost it. */
    public void kill(RaftPeer peer) throws IOException {
        wire.cut(peer);
        servers.remove(peer).close();
    }

    /** Deletes what a killed server has on its disk. */
    public void wipe(RaftPeer peer) throws IOException {
        try (Stream<Path> files = Files.walk(folder(peer))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
        Closing.all(servers.values());
    }
}
