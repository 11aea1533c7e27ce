package io.beemesh.raft.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.beemesh.raft.store.request.Refusal;
import io.beemesh.raft.store.wire.Answer;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.PutRequest;
import io.beemesh.raft.store.wire.PutResponse;
import io.beemesh.raft.store.wire.ResponseHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Entries whose answers a test gives. */
@Timeout(30)
class SharedEntriesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final BlockingQueue<Submitted> log = new LinkedBlockingQueue<>();
    private final SharedEntries entries = new SharedEntries(this::submit);
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    private record Submitted(Command entry, CompletableFuture<Answer> answer) {}

    private Answer submit(Command entry) {
        Submitted submitted = new Submitted(entry, new CompletableFuture<>());
        log.add(submitted);
        return submitted.answer().join();
    }

    @AfterEach
    void end() {
        clients.shutdownNow();
    }

    @Test
    void changesThatComeWhileOthersAreUnderWayShareAnEntry() throws Exception {
        List<Submitted> first = occupy();
        List<Future<Answer>> others = ask(100, 10);

        first.getFirst().answer().complete(answerTo(first.getFirst().entry()));
        Submitted shared = log.take();
        assertThat(shared.entry().getTogetherCount()).isEqualTo(100);
        shared.answer().complete(answerTo(shared.entry()));

        for (int i = 0; i < others.size(); i++) {
            assertThat(revision(others.get(i).get())).isEqualTo(i);
        }
        assertThat(log).isEmpty();
    }

    @Test
    void whatFillsAnEntryLeavesAtOnce() throws Exception {
        List<Submitted> first = occupy();
        List<Future<Answer>> others = ask(SharedEntries.CHANGES_MAX - 1, 10);
        assertThat(log).isEmpty();
        others.add(clients.submit(() -> entries.make(put(SharedEntries.CHANGES_MAX - 1, 10), PATIENCE)));

        Submitted full = log.take();
        full.answer().complete(answerTo(full.entry()));

        assertThat(full.entry().getTogetherCount()).isEqualTo(SharedEntries.CHANGES_MAX);
        assertThat(revision(others.getLast().get())).isEqualTo(SharedEntries.CHANGES_MAX - 1);
        assertThat(first).noneMatch(submitted -> submitted.answer().isDone());
    }

    @Test
    void longChangesDoNotShareAndAreUnderWayTogether() throws Exception {
        List<Submitted> first = occupy();
        List<Submitted> alone = new ArrayList<>();
        List<Future<Answer>> others = new ArrayList<>();
        for (int i = 0; i < SharedEntries.UNDER_WAY_BYTES_MAX / SharedEntries.BYTES_MAX; i++) {
            Command change = put(i, SharedEntries.BYTES_MAX);
            others.add(clients.submit(() -> entries.make(change, PATIENCE)));
            alone.add(log.take());
        }
        List<Future<Answer>> waits = ask(1, SharedEntries.BYTES_MAX);
        assertThat(log).isEmpty();

        for (Submitted one : alone) {
            assertThat(one.entry().hasPut()).isTrue();
            one.answer().complete(answerTo(one.entry()));
        }
        Submitted last = log.take();
        last.answer().complete(answerTo(last.entry()));

        assertThat(revision(others.getLast().get())).isEqualTo(others.size() - 1);
        assertThat(revision(waits.getFirst().get())).isZero();
        assertThat(first).noneMatch(submitted -> submitted.answer().isDone());
    }

    @Test
    void aLongChangeWaitsForNoShortOne() throws Exception {
        List<Submitted> first = occupy();
        List<Future<Answer>> shorts = ask(1, SharedEntries.BYTES_MAX / 2);
        Command change = put(1, SharedEntries.BYTES_MAX);
        Future<Answer> waits = clients.submit(() -> entries.make(change, PATIENCE));

        Submitted one = log.take();
        Submitted other = log.take();
        one.answer().complete(answerTo(one.entry()));
        other.answer().complete(answerTo(other.entry()));

        assertThat(revision(shorts.getFirst().get())).isZero();
        assertThat(revision(waits.get())).isEqualTo(1);
        assertThat(first).hasSize(SharedEntries.GATHERING_MAX);
    }

    @Test
    void whatIsRefusedIsSoForAllThatShare() throws Exception {
        List<Submitted> first = occupy();
        List<Future<Answer>> others = ask(3, 10);

        first.getFirst().answer().complete(answerTo(first.getFirst().entry()));
        log.take()
                .answer()
                .complete(
                        Answer.newBuilder().setRefusal(Refusal.NO_LEADER.name()).build());

        for (Future<Answer> other : others) {
            assertThat(other.get().getRefusal()).isEqualTo("NO_LEADER");
        }
    }

    @Test
    void aFailureIsForThoseWhoShareAndTheNextGoOn() throws Exception {
        List<Submitted> first = occupy();
        List<Future<Answer>> failed = ask(2, 10);
        first.getFirst().answer().complete(answerTo(first.getFirst().entry()));
        Submitted shared = log.take();
        List<Future<Answer>> later = ask(2, 10);

        shared.answer().completeExceptionally(new IllegalStateException("closed"));

        assertThatThrownBy(() -> failed.getLast().get()).hasRootCauseMessage("closed");
        Submitted next = log.take();
        next.answer().complete(answerTo(next.entry()));
        assertThat(revision(later.getLast().get())).isEqualTo(1);
    }

    @Test
    void anErrorKeepsNobodyFromGoingOn() throws Exception {
        for (Submitted submitted : occupy()) {
            submitted.answer().completeExceptionally(new AssertionError("broken"));
        }

        Future<Answer> later = clients.submit(() -> entries.make(put(3, 10), PATIENCE));
        Submitted next = log.take();
        next.answer().complete(answerTo(next.entry()));
        assertThat(revision(later.get())).isEqualTo(3);
    }

    @Test
    void whoeverWaitsForTooLongIsNotSubmittedLater() throws Exception {
        List<Submitted> first = occupy();

        assertThatThrownBy(() -> entries.make(put(5, 10), Duration.ofMillis(50)))
                .isInstanceOf(TimeoutException.class);
        Future<Answer> other = ask(1, 10).getFirst();
        first.getFirst().answer().complete(answerTo(first.getFirst().entry()));

        Submitted next = log.take();
        next.answer().complete(answerTo(next.entry()));
        assertThat(next.entry().getTogetherCount()).isZero();
        assertThat(revision(other.get())).isZero();
    }

    /** As many entries under way as may be. */
    private List<Submitted> occupy() throws InterruptedException {
        List<Submitted> occupying = new ArrayList<>();
        for (int i = 0; i < SharedEntries.GATHERING_MAX; i++) {
            var unused = clients.submit(() -> entries.make(put(1_000, 10), PATIENCE));
            occupying.add(log.take());
        }
        return occupying;
    }

    /** Clients that ask for numbered changes, one after the other. */
    private List<Future<Answer>> ask(int count, int bytes) {
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Command change = put(i, bytes);
            answers.add(clients.submit(() -> entries.make(change, PATIENCE)));
            while (entries.waiting() <= i) {
                Thread.onSpinWait();
            }
        }
        return answers;
    }

    private static Command put(int number, int bytes) {
        return Command.newBuilder()
                .setCall(number)
                .setPut(PutRequest.newBuilder().setValue(ByteString.copyFrom(new byte[bytes])))
                .build();
    }

    private static Answer answerTo(Command entry) {
        Answer.Builder answer = Answer.newBuilder();
        entry.getTogetherList().forEach(change -> answer.addTogether(answerTo(change)));
        return entry.getTogetherCount() > 0
                ? answer.build()
                : answer.setPut(PutResponse.newBuilder()
                                .setHeader(ResponseHeader.newBuilder().setRevision(entry.getCall())))
                        .build();
    }

    private static long revision(Answer answer) {
        return answer.getPut().getHeader().getRevision();
    }
}
