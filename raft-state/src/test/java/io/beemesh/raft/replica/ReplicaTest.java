package io.beemesh.raft.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.raft.replica.testing.StoreGroup;
import io.beemesh.raft.rpc.StreamRpcType;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.request.Outcome;
import io.beemesh.raft.store.request.Refusal;
import io.beemesh.raft.store.wire.Answer;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.CompactionRequest;
import io.beemesh.raft.store.wire.DeleteRangeRequest;
import io.beemesh.raft.store.wire.HashKVResponse;
import io.beemesh.raft.store.wire.KeyValue;
import io.beemesh.raft.store.wire.LeaseGrantRequest;
import io.beemesh.raft.store.wire.LeaseKeepAliveRequest;
import io.beemesh.raft.store.wire.LeaseTimeToLiveRequest;
import io.beemesh.raft.store.wire.PutRequest;
import io.beemesh.raft.store.wire.RangeRequest;
import io.beemesh.raft.store.wire.RangeResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeerId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three members over libp2p in memory. */
@Timeout(90)
class ReplicaTest {
    private static final int LARGE = 100 << 10;
    private static final long SHORT_SECONDS = 2;
    private static final long LONG_SECONDS = 100;

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
    void everyMemberReadsWhatAnotherHasWritten() throws Exception {
        for (int i = 0; i < 30; i++) {
            assertThat(put(group.replica(i % 3), "k", "v" + i).hasPut()).isTrue();
            assertThat(read(group.replica((i + 1) % 3), "k")).isEqualTo("v" + i);
            assertThat(read(group.replica((i + 2) % 3), "k")).isEqualTo("v" + i);
        }
        awaitSameHash();
    }

    @Test
    void aLearnerReadsAndWritesAsTheOthersDo() throws Exception {
        put(group.replica(0), "k", "v");
        Replica learner = group.replica(group.learn());

        assertThat(read(learner, "k")).isEqualTo("v");
        for (int i = 0; i < 30; i++) {
            assertThat(put(group.replica(i % 3), "k", "v" + i).hasPut()).isTrue();
            assertThat(read(learner, "k")).isEqualTo("v" + i);
            assertThat(put(learner, "k", "w" + i).hasPut()).isTrue();
            assertThat(read(group.replica(i % 3), "k")).isEqualTo("w" + i);
        }
        awaitSameHash();
    }

    @Test
    void anAnswerThatIsTooLargeForAStreamComesFromBesideTheClient() throws Exception {
        Replica asked = group.replica(group.follower());
        for (int i = 0; i < 50; i++) {
            put(asked, "k" + i, "x".repeat(LARGE));
        }

        Answer answer = asked.change(Command.newBuilder()
                .setDeleteRange(DeleteRangeRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("k"))
                        .setRangeEnd(ByteString.copyFromUtf8("l"))
                        .setPrevKv(true)));

        assertThat(answer.getDeleteRange().getPrevKvsCount()).isEqualTo(50);
        assertThat(answer.getSerializedSize()).isGreaterThan(50 * LARGE);
    }

    @Test
    void changesOfManyClientsShareEntriesAndEachHasItsOwnAnswer() throws Exception {
        Replica asked = group.replica(group.follower());
        put(asked, "k", "v");
        long before = asked.view().committed();
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
                String key = "k" + i;
                answers.add(clients.submit(() -> put(asked, key, "v")));
            }
        }

        Set<Long> revisions = new HashSet<>();
        for (Future<Answer> answer : answers) {
            revisions.add(answer.get().getPut().getHeader().getRevision());
        }
        assertThat(revisions).hasSize(500);
        assertThat(read(asked, "k499")).isEqualTo("v");
        assertThat(asked.view().committed() - before).isLessThan(400);
        awaitSameHash();
    }

    @Test
    void answersThatAreTooLargeTogetherComeFromBesideTheClients() throws Exception {
        Replica asked = group.replica(group.follower());
        for (int i = 0; i < 50; i++) {
            put(asked, "k" + i, "x".repeat(LARGE));
        }
        long before = asked.view().committed();
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                PutRequest.Builder put = request("k" + i, "small").setPrevKv(true);
                answers.add(
                        clients.submit(() -> asked.change(Command.newBuilder().setPut(put))));
            }
        }

        for (int i = 0; i < 50; i++) {
            KeyValue replaced = answers.get(i).get().getPut().getPrevKv();
            assertThat(replaced.getKey().toStringUtf8()).isEqualTo("k" + i);
            assertThat(replaced.getValue().size()).isEqualTo(LARGE);
        }
        assertThat(asked.view().committed() - before).as("entries").isLessThan(30);
    }

    @Test
    void aMemberThatCrashedSaysNothingOldBeforeALeaderSpeaks() throws Exception {
        int crashed = group.follower();
        put(group.replica(crashed), "k", "v");
        assertThat(read(group.replica(crashed), "k")).isEqualTo("v");
        Path data = folder.resolve(group.host(crashed).self().toString());
        Path copy = folder.resolve("copy");
        copy(data, copy);
        for (int i = 0; i < group.size(); i++) {
            group.end(i);
        }
        // What is written at an orderly end is not there after a crash.
        delete(data);
        Files.move(copy, data);
        group.begin(crashed);

        Outcome<RangeResponse> known = group.replica(crashed).readHere(here -> here.range(range("k")));

        assertThat(value(known)).isEqualTo(Refusal.NO_LEADER.words());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void takesTheLargestRequest() throws Exception {
        String value = "x".repeat((3 << 19) - 100);

        assertThat(put(group.replica(group.follower()), "k", value).hasPut()).isTrue();

        assertThat(read(group.replica(group.leader()), "k")).isEqualTo(value);
        awaitSameHash();
    }

    @Test
    void refusesWhatTheLogHasNoRoomForAndTheLeaderGoesOn() throws Exception {
        Replica leader = group.replica(group.leader());
        long term = leader.header(0).getRaftTerm();

        Answer refused = put(leader, "k", "x".repeat(StreamRpcType.PART_BYTES_MAX - 1024));

        assertThat(refused.getRefusal()).isEqualTo("REQUEST_TOO_LARGE");
        assertThat(put(leader, "k", "v").hasPut()).isTrue();
        assertThat(leader.header(0).getRaftTerm()).isEqualTo(term);
    }

    @Test
    void aMemberAloneAnswersOnlyWhatItKnows() throws Exception {
        put(group.replica(0), "k", "v");
        read(group.replica(0), "k");
        group.end(1);
        group.end(2);

        Replica alone = group.replica(0);
        CompletableFuture<Outcome<RangeResponse>> asked =
                CompletableFuture.supplyAsync(() -> alone.read(here -> here.range(range("k"))));
        Outcome<RangeResponse> known = alone.readHere(here -> here.range(range("k")));

        assertThat(value(known)).isEqualTo("v");
        assertThat(asked).isNotDone();
        group.end(0);
        assertThat(asked.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void aLeaseThatNobodyRenewsIsOverOnAllMembers() throws Exception {
        Replica asked = group.replica(group.follower());
        grant(asked, 5, SHORT_SECONDS);
        grant(asked, 6, SHORT_SECONDS);
        asked.change(Command.newBuilder().setPut(request("gone", "v").setLease(5)));
        asked.change(Command.newBuilder().setPut(request("kept", "v").setLease(6)));

        Eventually.succeeds(() -> {
            assertThat(asked.keepAlive(
                            LeaseKeepAliveRequest.newBuilder().setID(6).build()))
                    .isInstanceOfSatisfying(Outcome.Done.class, done -> assertThat(done.answer())
                            .isNotNull());
            if (!read(asked, "gone").equals("none")) {
                throw new IOException("its key is there still");
            }
            return asked;
        });

        assertThat(read(group.replica(group.leader()), "kept")).isEqualTo("v");
        assertThat(asked.timeToLive(LeaseTimeToLiveRequest.newBuilder().setID(5).build()))
                .isInstanceOfSatisfying(
                        Outcome.Done.class,
                        done -> assertThat(done.answer().toString()).contains("t_t_l: -1"));
        awaitSameHash();
    }

    @Test
    void leasesLiveOnWithAnotherLeader() throws Exception {
        int leader = group.leader();
        Replica asked = group.replica(leader == 0 ? 1 : 0);
        grant(asked, 5, LONG_SECONDS);

        group.host(leader).drain(Duration.ofSeconds(10));

        Eventually.succeeds(() -> {
            if (!(asked.keepAlive(LeaseKeepAliveRequest.newBuilder().setID(5).build())
                            instanceof Outcome.Done<?>(Object answer)
                    && answer.toString().contains("t_t_l: " + LONG_SECONDS))) {
                throw new IOException("not renewed");
            }
            return asked;
        });
    }

    @Test
    void aSnapshotBringsAMemberAllThereIs() throws Exception {
        Replica writer = group.replica(group.leader());
        for (int i = 0; i < 50; i++) {
            put(writer, "k" + i % 5, "x".repeat(LARGE));
        }
        grant(writer, 7, LONG_SECONDS);
        assertThat(writer.change(Command.newBuilder()
                                .setCompaction(CompactionRequest.newBuilder().setRevision(20)))
                        .hasCompaction())
                .isTrue();
        snapshot(group.leader());

        int added = group.grow();
        awaitSameHash();
        assertThat(group.replica(added).machine().<Integer>read(here -> here.leaseIds()
                        .size()))
                .isEqualTo(1);

        int member = group.follower();
        group.end(member);
        group.begin(member);
        put(writer, "after", "v");
        awaitSameHash();
    }

    private void snapshot(int index) throws IOException {
        RaftPeerId self = RaftPeerId.valueOf(group.host(index).self().toString());
        RaftClientReply reply = group.host(index)
                .client(group.id())
                .getSnapshotManagementApi(self)
                .create(TimeUnit.SECONDS.toMillis(10));
        assertThat(reply.isSuccess()).isTrue();
    }

    private void awaitSameHash() throws Exception {
        Eventually.succeeds(() -> {
            Outcome<HashKVResponse> first = group.replica(0).readHere(here -> here.hash(0));
            for (int i = 1; i < group.size(); i++) {
                if (!group.replica(i).readHere(here -> here.hash(0)).equals(first)) {
                    throw new IOException("they differ");
                }
            }
            return first;
        });
    }

    private static void grant(Replica replica, long id, long seconds) {
        Answer answer = replica.change(Command.newBuilder()
                .setLeaseGrant(LeaseGrantRequest.newBuilder().setID(id).setTTL(seconds)));
        assertThat(answer.hasLeaseGrant()).isTrue();
    }

    private static Answer put(Replica replica, String key, String value) {
        return replica.change(Command.newBuilder().setPut(request(key, value)));
    }

    private static PutRequest.Builder request(String key, String value) {
        return PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).setValue(ByteString.copyFromUtf8(value));
    }

    private static RangeRequest range(String key) {
        return RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
    }

    private static String read(Replica replica, String key) {
        return value(replica.read(here -> here.range(range(key))));
    }

    private static String value(Outcome<RangeResponse> outcome) {
        return switch (outcome) {
            case Outcome.Done<RangeResponse>(RangeResponse answer) when answer.getKvsCount() == 0 -> "none";
            case Outcome.Done<RangeResponse>(RangeResponse answer) ->
                answer.getKvs(0).getValue().toStringUtf8();
            case Outcome.Refused<RangeResponse>(Refusal why) -> why.words();
        };
    }
}
