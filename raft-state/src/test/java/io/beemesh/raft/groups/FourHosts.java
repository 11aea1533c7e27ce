package io.beemesh.raft.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.raft.appender.AppenderLimits;
import io.beemesh.raft.testing.Closing;
import io.beemesh.raft.testing.Libp2pWire;
import io.beemesh.raft.testing.MapMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three hosts, of which the last has been alive for the longest, and a fourth that is younger than all. */
@Timeout(90)
abstract class FourHosts {
    static final Duration LEADER_LOST = Duration.ofMillis(500);

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    final Libp2pWire wire = Libp2pWire.inMemory();
    final List<RaftPeer> peers = new ArrayList<>();
    final List<GroupMember> members = new ArrayList<>();
    final List<GroupHost> hosts = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        for (int hours : new int[] {1, 2, 3, 0}) {
            RaftPeer peer = wire.newPeer();
            peers.add(peer);
            members.add(new GroupMember(PeerId.parse(peer.getId().toString()), NOW.minus(Duration.ofHours(hours))));
            hosts.add(host(peer));
        }
    }

    @AfterEach
    void close() throws IOException {
        wire.close();
        Closing.all(hosts);
    }

    GroupHost host(RaftPeer peer) throws IOException {
        GroupSettings settings = new GroupSettings(folder(peer), AppenderLimits.edge(), LEADER_LOST);
        return GroupHost.start(wire.network(peer), settings, group -> new MapMachine());
    }

    Path folder(RaftPeer peer) {
        return folder.resolve(peer.getId().toString());
    }

    static void await(Callable<Boolean> condition) throws Exception {
        Eventually.succeeds(() -> {
            if (!condition.call()) {
                throw new IOException("not yet");
            }
            return condition;
        });
    }

    static void write(GroupHost host, UUID group, String pair) throws IOException {
        assertThat(host.client(group).io().send(Message.valueOf(pair)).isSuccess())
                .isTrue();
    }

    static String read(GroupHost host, UUID group, String key) throws IOException {
        RaftClientReply reply = host.client(group).io().sendReadOnly(Message.valueOf(key));
        return reply.getMessage().getContent().toStringUtf8();
    }

    /** Opens groups of the first three. */
    List<UUID> open(int count) throws IOException {
        List<UUID> groups = Stream.generate(UUID::randomUUID).limit(count).toList();
        for (UUID group : groups) {
            for (GroupHost host : hosts.subList(0, 3)) {
                assertThat(host.open(group, members.subList(0, 3))).isEqualTo(Opening.OPENED);
            }
        }
        return groups;
    }

    /** Ends a host after the others have lost it. */
    void end(int index) throws IOException {
        wire.cut(peers.get(index));
        hosts.get(index).close();
    }

    /** Starts a host that has ended. */
    void begin(int index) throws IOException {
        hosts.set(index, host(peers.get(index)));
    }
}
