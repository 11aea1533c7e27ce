package io.beemesh.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.raft.appender.AppenderLimits;
import io.beemesh.raft.testing.Group;
import io.beemesh.raft.testing.Libp2pWire;
import io.beemesh.raft.testing.SlowNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.TimeDuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A way that is long but wide is filled: batches leave before the ones before them are answered. */
class SlowLinkTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(60)
    void manyBatchesAreInFlight() throws Exception {
        Libp2pWire wire = new Libp2pWire(new SlowNetwork(Duration.ofMillis(40)), Multiaddr.parse("/memory/0"));
        try (Group group = Group.start(wire, folder, SlowLinkTest::settings);
                RaftClient client = group.client(group.leader(), group.leader())) {
            DivisionInfo leader = group.division(group.leader()).getInfo();

            List<CompletableFuture<RaftClientReply>> replies = IntStream.range(0, 300)
                    .mapToObj(i -> client.async().send(Message.valueOf("k" + i + "=v")))
                    .toList();
            long most = 0;
            while (!replies.stream().allMatch(CompletableFuture::isDone)) {
                most = Math.max(most, inFlight(leader));
                Thread.onSpinWait();
            }

            for (CompletableFuture<RaftClientReply> reply : replies) {
                assertThat(reply.get(1, TimeUnit.SECONDS).isSuccess()).isTrue();
            }
            assertThat(most).isBetween(10L, (long) AppenderLimits.edge().batchesInFlight());
        }
    }

    /** One entry a batch, so that entries can be counted for batches; time enough to connect and to vote. */
    private static void settings(RaftProperties properties) {
        RaftServerConfigKeys.Log.Appender.setBufferElementLimit(properties, 1);
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, TimeDuration.valueOf(1500, TimeUnit.MILLISECONDS));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, TimeDuration.valueOf(2500, TimeUnit.MILLISECONDS));
    }

    /** Of the follower that has the most: sent, but not answered. */
    private static long inFlight(DivisionInfo leader) {
        // Both grow: read in this order, what is in between is never too much.
        long[] next = leader.getFollowerNextIndices();
        long[] matching = leader.getFollowerMatchIndices();
        return IntStream.range(0, Math.min(next.length, matching.length))
                .mapToLong(i -> next[i] - matching[i] - 1)
                .max()
                .orElse(0);
    }
}
