package io.beemesh.raft.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three hosts, of which the last has been alive for the longest, and a fourth that is younger than all. */
@Timeout(90)
class GroupHostTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private final Libp2pWire wire = Libp2pWire.inMemory();
    private final List<RaftPeer> peers = new ArrayList<>();
    private final List<GroupMember> members = new ArrayList<>();
    private final List<GroupHost> hosts = new ArrayList<>();

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

    private GroupHost host(RaftPeer peer) throws IOException {
        GroupSettings settings = new GroupSettings(folder(peer), AppenderLimits.edge(), Duration.ofMillis(500));
        return GroupHost.start(wire.network(peer), settings, group -> new MapMachine());
    }

    private Path folder(RaftPeer peer) {
        return folder.resolve(peer.getId().toString());
    }

    private List<UUID> open(int count) throws IOException {
        List<UUID> groups = Stream.generate(UUID::randomUUID).limit(count).toList();
        for (UUID group : groups) {
            for (GroupHost host : hosts.subList(0, 3)) {
                assertThat(host.open(group, members.subList(0, 3))).isEqualTo(Opening.OPENED);
            }
        }
        return groups;
    }

    @Test
    void groupWithoutMembersIsRefused() throws IOException {
        UUID group = UUID.randomUUID();

        assertThatThrownBy(() -> hosts.getFirst().open(group, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(group.toString())
                .hasMessageContaining("expected: those that it has now, or begins with");
        assertThat(hosts.getFirst().groups()).isEmpty();
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        Eventually.succeeds(() -> {
            if (!condition.call()) {
                throw new IOException("not yet");
            }
            return condition;
        });
    }

    private static void write(GroupHost host, UUID group, String pair) throws IOException {
        assertThat(host.client(group).io().send(Message.valueOf(pair)).isSuccess())
                .isTrue();
    }

    private static String read(GroupHost host, UUID group, String key) throws IOException {
        RaftClientReply reply = host.client(group).io().sendReadOnly(Message.valueOf(key));
        return reply.getMessage().getContent().toStringUtf8();
    }

    @Test
    void theHostThatIsAliveForTheLongestLeadsAllGroups() throws Exception {
        List<UUID> groups = open(12);

        for (UUID group : groups) {
            write(hosts.get(0), group, "of=" + group);
            await(() -> hosts.get(2).leads(group));
        }
        for (UUID group : groups) {
            assertThat(read(hosts.get(1), group, "of")).isEqualTo(group.toString());
        }
        assertThat(hosts.get(0).open(groups.getFirst(), members)).isEqualTo(Opening.ALREADY_OPEN);
        assertThat(hosts.get(0).groups()).containsExactlyInAnyOrderElementsOf(groups);
    }

    @Test
    void aHostTakesTheOldestsPlaceAndNothingIsLeftOfIt() throws Exception {
        List<UUID> groups = open(2);
        UUID group = groups.getFirst();
        UUID other = groups.getLast();
        write(hosts.get(0), group, "k=v");
        write(hosts.get(0), other, "k=w");
        await(() -> hosts.get(2).leads(group));
        List<GroupMember> afterwards = List.of(members.get(0), members.get(1), members.get(3));

        assertThat(hosts.get(2).drain(Duration.ofSeconds(10))).isEmpty();
        assertThat(hosts.get(2).leads(group)).isFalse();
        assertThat(hosts.get(3).open(group, members.subList(0, 3))).isEqualTo(Opening.OPENED);
        hosts.get(0).change(group, afterwards);
        assertThat(hosts.get(2).leave(group)).isTrue();

        await(() -> hosts.get(1).leads(group));
        assertThat(read(hosts.get(3), group, "k")).isEqualTo("v");
        assertThat(hosts.get(2).leave(group)).isFalse();
        assertThat(hosts.get(2).groups()).isEqualTo(Set.of(other));
        assertThat(folder(peers.get(2)).resolve(group.toString())).doesNotExist();
        assertThat(folder(peers.get(2)).resolve(other.toString())).exists();
        assertThat(read(hosts.get(2), other, "k")).isEqualTo("w");
    }

    @Test
    void groupsAreThereAgainAfterARestart() throws Exception {
        UUID group = open(1).getFirst();
        write(hosts.get(0), group, "k=v");

        wire.cut(peers.get(0));
        hosts.get(0).close();
        hosts.set(0, host(peers.get(0)));

        assertThat(hosts.get(0).groups()).containsExactly(group);
        assertThat(read(hosts.get(0), group, "k")).isEqualTo("v");
    }
}
