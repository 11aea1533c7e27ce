package io.beemesh.raft.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.raft.appender.AppenderLimits;
import io.beemesh.raft.groups.GroupHost;
import io.beemesh.raft.groups.GroupMember;
import io.beemesh.raft.groups.GroupSettings;
import io.beemesh.raft.groups.Opening;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three members who wait for their leader for eight seconds at least, half of that if it was heard a while ago. */
@Timeout(90)
class LostLeadersTest {
    private static final Duration LEADER_LOST = Duration.ofSeconds(8);
    private static final Duration SOON = LEADER_LOST.dividedBy(2).minusMillis(500);

    @TempDir
    private Path folder;

    private final UUID group = UUID.randomUUID();
    private final Libp2pWire wire = Libp2pWire.inMemory();
    private final List<RaftPeer> peers = new ArrayList<>();
    private final List<GroupHost> hosts = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        List<GroupMember> members = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            RaftPeer peer = wire.newPeer();
            peers.add(peer);
            members.add(new GroupMember(PeerId.parse(peer.getId().toString()), Instant.EPOCH.plusSeconds(i)));
            hosts.add(GroupHost.start(
                    wire.network(peer),
                    new GroupSettings(folder.resolve("host" + i), AppenderLimits.edge(), LEADER_LOST),
                    machine -> new MapMachine()));
        }
        for (GroupHost host : hosts) {
            assertThat(host.open(group, members)).isEqualTo(Opening.OPENED);
        }
        await(LEADER_LOST.multipliedBy(3), () -> hosts.getFirst().leads(group));
    }

    @AfterEach
    void close() throws IOException {
        wire.close();
        Closing.all(hosts);
    }

    @Test
    void oneWhoseProcessIsGoneIsFollowedAtOnceAndOneThatWasCutOffIsNot() throws Exception {
        long term = hosts.get(1).term(group);
        wire.host(peers.getFirst()).connections().forEach(Connection::close);
        await(SOON, () -> hosts.getFirst()
                .client(group)
                .io()
                .send(Message.valueOf("k=v"))
                .isSuccess());
        assertThat(hosts.getFirst().leads(group)).isTrue();
        assertThat(hosts.get(1).term(group)).isEqualTo(term);

        wire.cut(peers.getFirst());

        // Whoever has been alive for longer is preferred.
        await(SOON, () -> hosts.get(1).leads(group));
        assertThat(hosts.get(2).term(group)).isGreaterThan(term);
    }

    private static void await(Duration limit, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("not within %s", limit).isLessThan(end);
            boolean never = new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
            assert !never;
        }
    }
}
