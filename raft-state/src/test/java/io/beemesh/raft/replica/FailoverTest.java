package io.beemesh.raft.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.raft.replica.testing.StoreGroup;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.request.Outcome;
import io.beemesh.raft.store.wire.Answer;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.Compare;
import io.beemesh.raft.store.wire.PutRequest;
import io.beemesh.raft.store.wire.RangeRequest;
import io.beemesh.raft.store.wire.RangeResponse;
import io.beemesh.raft.store.wire.RequestOp;
import io.beemesh.raft.store.wire.TxnRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What holds while members end. */
@Timeout(90)
class FailoverTest {
    private static final ByteString COUNTER = ByteString.copyFromUtf8("counter");
    private static final int EACH = 100;

    @TempDir
    private Path folder;

    private StoreGroup group;

    @BeforeEach
    void start() throws Exception {
        group = StoreGroup.start(folder, 3, Keyspace.QUOTA_BYTES);
    }

    @AfterEach
    void close() throws IOException {
        group.close();
    }

    @Test
    void countsEachIncrementOnceWhileTheLeaderEndsAndComesBack() throws Exception {
        int leader = group.leader();
        AtomicInteger done = new AtomicInteger();
        AtomicInteger unknown = new AtomicInteger();
        List<CompletableFuture<Void>> clients = IntStream.range(0, 3)
                .filter(index -> index != leader)
                .mapToObj(group::replica)
                // Not by the common pool, on which Ratis goes on with what it appends: two who wait there are all of
                // it.
                .map(replica ->
                        CompletableFuture.runAsync(() -> count(replica, done, unknown), Thread::startVirtualThread))
                .toList();
        awaitDone(done, EACH / 2);

        group.end(leader);
        awaitDone(done, EACH);
        group.begin(leader);
        clients.forEach(CompletableFuture::join);

        assertThat(value(read(group.replica(leader))))
                .isBetween(done.get(), done.get() + unknown.get())
                .isGreaterThanOrEqualTo(2 * EACH - unknown.get());
        assertThat(unknown.get()).isLessThan(EACH);
    }

    private static void awaitDone(AtomicInteger done, int count) throws Exception {
        Eventually.succeeds(() -> {
            if (done.get() < count) {
                throw new IOException("only " + done.get() + " of " + count);
            }
            return done;
        });
    }

    private static void count(Replica replica, AtomicInteger done, AtomicInteger unknown) {
        for (int own = 0; own < EACH; ) {
            Answer answer = increment(replica);
            if (answer.hasRefusal()) {
                unknown.incrementAndGet();
                own++;
            } else if (answer.getTxn().getSucceeded()) {
                done.incrementAndGet();
                own++;
            }
        }
    }

    /** Adds one, unless somebody else has meanwhile. */
    private static Answer increment(Replica replica) {
        return switch (read(replica)) {
            case Outcome.Refused<RangeResponse> refused -> Answer.getDefaultInstance();
            case Outcome.Done<RangeResponse>(RangeResponse found) -> {
                long seen = found.getKvsCount() == 0 ? 0 : found.getKvs(0).getModRevision();
                PutRequest next = PutRequest.newBuilder()
                        .setKey(COUNTER)
                        .setValue(ByteString.copyFromUtf8(Integer.toString(value(Outcome.done(found)) + 1)))
                        .build();
                yield replica.change(Command.newBuilder()
                        .setTxn(TxnRequest.newBuilder()
                                .addCompare(Compare.newBuilder()
                                        .setKey(COUNTER)
                                        .setTarget(Compare.CompareTarget.MOD)
                                        .setModRevision(seen))
                                .addSuccess(RequestOp.newBuilder().setRequestPut(next))));
            }
        };
    }

    private static Outcome<RangeResponse> read(Replica replica) {
        RangeRequest request = RangeRequest.newBuilder().setKey(COUNTER).build();
        return replica.read(here -> here.range(request));
    }

    private static int value(Outcome<RangeResponse> outcome) {
        return outcome instanceof Outcome.Done<RangeResponse>(RangeResponse found) && found.getKvsCount() > 0
                ? Integer.parseInt(found.getKvs(0).getValue().toStringUtf8())
                : 0;
    }
}
