package io.beemesh.raft.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.beemesh.raft.replica.testing.StoreGroup;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.request.Outcome;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.PutRequest;
import io.beemesh.raft.store.wire.RangeRequest;
import io.beemesh.raft.store.wire.RangeResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A leader that is cut off leads on for a while, as far as it knows, when the others have elected another one already.
 * How long depends on who stands for election when: most rounds show an answer from the past, were it to give one.
 */
@Timeout(60)
class StaleReadTest {
    private static final ByteString KEY = ByteString.copyFromUtf8("k");

    @TempDir
    private Path folder;

    @RepeatedTest(2)
    void aLeaderThatIsCutOffDoesNotAnswerFromThePast() throws Exception {
        try (StoreGroup group = StoreGroup.start(folder, 3, Keyspace.QUOTA_BYTES)) {
            int leader = group.leader();
            Replica old = group.replica(leader);
            Replica other = group.replica(group.follower());
            put(old, "old");
            assertThat(value(old)).isEqualTo("old");
            AtomicBoolean written = new AtomicBoolean();

            group.cut(leader);
            CompletableFuture<List<String>> late = CompletableFuture.supplyAsync(() -> readSince(old, written));
            put(other, "new");
            written.set(true);

            assertThat(late.get()).doesNotContain("old");
        }
    }

    /** What a member answers to reads that began when another one had written, until it answers no more. */
    private static List<String> readSince(Replica member, AtomicBoolean written) {
        List<String> answers = new ArrayList<>();
        String answer = "";
        while (!answer.equals("refused")) {
            boolean since = written.get();
            answer = value(member);
            if (since) {
                answers.add(answer);
            }
        }
        return answers;
    }

    private static void put(Replica member, String value) {
        assertThat(member.change(Command.newBuilder()
                                .setPut(PutRequest.newBuilder().setKey(KEY).setValue(ByteString.copyFromUtf8(value))))
                        .hasPut())
                .isTrue();
    }

    private static String value(Replica member) {
        RangeRequest request = RangeRequest.newBuilder().setKey(KEY).build();
        return switch (member.read(here -> here.range(request))) {
            case Outcome.Done<RangeResponse>(RangeResponse found) ->
                found.getKvs(0).getValue().toStringUtf8();
            case Outcome.Refused<RangeResponse> refused -> "refused";
        };
    }
}
