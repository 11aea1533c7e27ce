package io.beemesh.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.raft.testing.Group;
import io.beemesh.raft.testing.Wire;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What holds for a group, whatever carries its calls. */
@Timeout(60)
abstract class GroupContract {
    @TempDir
    private Path folder;

    Group group;
    RaftPeer leader;
    private RaftPeer follower;
    private RaftClient client;

    abstract Wire wire() throws Exception;

    @BeforeEach
    void start() throws Exception {
        group = Group.start(wire(), folder);
        leader = group.leader();
        follower = group.others(leader).getFirst();
        client = group.client(follower, leader);
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        group.close();
    }

    @Test
    void appliesWritesEverywhereInTheirOrder() throws Exception {
        List<String> keys = keys("k", 500);

        succeeded(write(keys));

        assertThat(client.io().sendReadOnly(Message.valueOf("k7"))).satisfies(reply -> isValue(reply, "v-k7"));
        assertThat(client.io().sendReadOnly(Message.valueOf("k499"), follower.getId()))
                .satisfies(reply -> isValue(reply, "v-k499"));
        for (RaftPeer peer : group.peers()) {
            awaitKeys(peer, keys);
            assertThat(group.machine(peer).applied()).isEqualTo(keys);
        }
    }

    @Test
    void losesNoAcknowledgedWriteWithItsLeader() throws Exception {
        List<String> before = keys("before", 50);
        List<String> during = keys("during", 50);
        succeeded(write(before));
        List<CompletableFuture<RaftClientReply>> replies = write(during);

        group.kill(leader);
        succeeded(replies);

        assertThat(group.leader()).isNotEqualTo(leader);
        for (RaftPeer peer : group.others(leader)) {
            awaitKeys(peer, before);
            awaitKeys(peer, during);
        }
        assertThat(client.io().sendReadOnly(Message.valueOf("during49")))
                .satisfies(reply -> isValue(reply, "v-during49"));

        group.start(leader);
        awaitKeys(leader, before);
        awaitKeys(leader, during);
        assertThat(group.machine(leader).loaded()).isZero();
    }

    @Test
    void takesAMemberInAndLetsTheLeaderGo() throws Exception {
        List<String> keys = keys("k", Group.SNAPSHOT_EVERY + 100);
        succeeded(write(keys));
        awaitLogWithoutBeginning();
        RaftPeer added = group.newServer();
        List<RaftPeer> four = new ArrayList<>(group.peers());
        four.add(added);

        assertThat(client.admin().setConfiguration(four).isSuccess()).isTrue();
        awaitKeys(added, keys);
        assertThat(group.machine(added).loaded()).isPositive();

        assertThat(client.admin().transferLeadership(follower.getId(), 5000).isSuccess())
                .isTrue();
        assertThat(group.leader()).isEqualTo(follower);
        four.remove(leader);
        assertThat(client.admin().setConfiguration(four).isSuccess()).isTrue();
        succeeded(write(List.of("unseen")));
        for (RaftPeer peer : four) {
            awaitKeys(peer, List.of("unseen"));
            assertThat(group.division(peer).getRaftConf().getAllPeers()).hasSize(3);
        }
        assertThat(group.machine(leader).keys()).doesNotContain("unseen");
    }

    static List<String> keys(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    List<CompletableFuture<RaftClientReply>> write(List<String> keys) {
        return keys.stream()
                .map(key -> client.async().send(Message.valueOf(key + "=v-" + key)))
                .toList();
    }

    static void succeeded(List<CompletableFuture<RaftClientReply>> replies) throws Exception {
        for (CompletableFuture<RaftClientReply> reply : replies) {
            assertThat(reply.get(30, TimeUnit.SECONDS).isSuccess()).isTrue();
        }
    }

    private static void isValue(RaftClientReply reply, String value) {
        assertThat(reply.isSuccess()).isTrue();
        assertThat(reply.getMessage().getContent().toStringUtf8()).isEqualTo(value);
    }

    /** From then on the leader brings a snapshot to whoever has nothing. */
    void awaitLogWithoutBeginning() throws Exception {
        Eventually.succeeds(() -> {
            if (group.division(leader).getRaftLog().getStartIndex() <= 0) {
                throw new Exception("the leader has all entries still");
            }
            return leader;
        });
    }

    void awaitKeys(RaftPeer peer, Collection<String> keys) throws Exception {
        Eventually.succeeds(() -> {
            if (!group.machine(peer).keys().containsAll(keys)) {
                throw new Exception(peer + " has but " + group.machine(peer).keys());
            }
            return peer;
        });
    }
}
