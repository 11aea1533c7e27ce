package io.beemesh.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.raft.testing.Group;
import io.beemesh.raft.testing.Libp2pWire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftPeer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What heartbeats alone bring about, and Ratis' own appenders only the next write. */
class IdleGroupTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(60)
    void aMemberThatLostItsDiskCatchesUpThoughNobodyWrites() throws Exception {
        try (Group group = Group.start(Libp2pWire.inMemory(), folder);
                RaftClient client = group.client(group.leader(), group.leader())) {
            RaftPeer lost = group.others(group.leader()).getFirst();
            IntStream.range(0, 20).forEach(i -> write(client, "k" + i));
            awaitTwenty(group, lost);

            group.kill(lost);
            group.wipe(lost);
            group.start(lost);

            awaitTwenty(group, lost);
        }
    }

    private static void awaitTwenty(Group group, RaftPeer peer) throws Exception {
        Eventually.succeeds(() -> {
            if (group.machine(peer).keys().size() < 20) {
                throw new IOException("it has but " + group.machine(peer).keys());
            }
            return peer;
        });
    }

    private static void write(RaftClient client, String key) {
        try {
            assertThat(client.io().send(Message.valueOf(key + "=v")).isSuccess())
                    .isTrue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
