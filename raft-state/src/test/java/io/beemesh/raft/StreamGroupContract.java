package io.beemesh.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.raft.testing.Group;
import java.util.List;
import org.apache.ratis.protocol.RaftPeer;
import org.junit.jupiter.api.Test;

/** What holds over streams and not over Ratis' gRPC, where a member that lost its disk waits for the next write. */
abstract class StreamGroupContract extends GroupContract {

    @Test
    void bringsASnapshotToAMemberThatLostItsDisk() throws Exception {
        List<String> keys = keys("k", Group.SNAPSHOT_EVERY + 100);
        succeeded(write(keys));
        awaitLogWithoutBeginning();
        RaftPeer lost = group.others(leader).getLast();

        group.kill(lost);
        group.wipe(lost);
        group.start(lost);
        succeeded(write(List.of("after")));

        awaitKeys(lost, keys);
        awaitKeys(lost, List.of("after"));
        assertThat(group.machine(lost).loaded()).isPositive();
        assertThat(group.machine(lost).applied()).hasSizeLessThan(keys.size());
    }
}
