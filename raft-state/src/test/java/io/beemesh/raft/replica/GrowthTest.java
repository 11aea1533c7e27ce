package io.beemesh.raft.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.raft.replica.testing.StoreGroup;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.wire.Answer;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.PutRequest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A group that began with one member. */
@Timeout(90)
class GrowthTest {
    @TempDir
    private Path folder;

    @Test
    void writesOnWhenTheOneThatItsMembersFirstKnewIsGone() throws Exception {
        try (StoreGroup group = StoreGroup.start(folder, 1, Keyspace.QUOTA_BYTES)) {
            // Their clients are made while they know of the first one only.
            int second = group.grow(host -> assertThat(host.client(group.id())).isNotNull());
            int third = group.grow(host -> assertThat(host.client(group.id())).isNotNull());
            written(group.replica(second), "a");
            written(group.replica(third), "b");

            group.end(0);

            written(group.replica(second), "c");
            written(group.replica(third), "d");
        }
    }

    private static void written(Replica replica, String key) throws Exception {
        Answer answer = Eventually.succeeds(() -> {
            Answer came = replica.change(
                    Command.newBuilder().setPut(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key))));
            if (!came.hasPut()) {
                throw new IOException("refused: " + came.getRefusal());
            }
            return came;
        });
        assertThat(answer.getRefusal()).isEmpty();
    }
}
