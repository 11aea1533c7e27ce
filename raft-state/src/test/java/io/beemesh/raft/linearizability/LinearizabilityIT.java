package io.beemesh.raft.linearizability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beemesh.raft.linearizability.Call.Wish;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@code e2e/bench/linearizability}. Needs root and {@code BEEMESH_CHECKER}. */
class LinearizabilityIT {
    private static final long SEED = 6;

    @TempDir
    private Path folder;

    private Checker checker;

    @BeforeEach
    void find() {
        assumeTrue(Checker.ofMachine().isPresent(), "BEEMESH_CHECKER is not set");
        checker = Checker.ofMachine().orElseThrow();
    }

    @Test
    @Timeout(300)
    void nobodySeesThePastAndNothingIsLost() throws Exception {
        Trial.Outcome outcome = new Trial(folder, checker, SEED, System.out).run(Duration.ofSeconds(60));

        assertThat(outcome.verdict().words()).contains(" 0 violations");
        assertThat(outcome.verdict().linearizable()).isTrue();
        assertThat(outcome.lost()).isEmpty();
        assertThat(outcome.kept()).isPositive();
    }

    @Test
    void aReadOfThePastIsFound() throws Exception {
        Checker.Verdict verdict = check(put("a", 1, 2), put("b", 3, 4), get("a", 5, 6));

        assertThat(verdict.linearizable()).isFalse();
        assertThat(verdict.words()).contains("not linearizable: key k");
    }

    @Test
    void aWriteThatIsGoneIsFound() throws Exception {
        assertThat(check(put("a", 1, 2), get("", 3, 4)).linearizable()).isFalse();
    }

    @Test
    void whatNobodyKnowsMayHaveHappenedLaterOrNever() throws Exception {
        Call unknown = new Call(9, new Wish("k", "put", "", "u"), false, false, "", 1, 2);

        assertThat(check(unknown, put("a", 3, 4), get("u", 5, 6)).linearizable())
                .isTrue();
        assertThat(check(unknown, put("a", 3, 4), get("a", 5, 6)).linearizable())
                .isTrue();
        assertThat(check(unknown, put("a", 3, 4), get("x", 5, 6)).linearizable())
                .isFalse();
    }

    @Test
    void aSwapThatShouldHaveFailedIsFound() throws Exception {
        Call swap = new Call(2, new Wish("k", "cas", "b", "c"), true, true, "", 3, 4);

        assertThat(check(put("a", 1, 2), swap).linearizable()).isFalse();
    }

    private Checker.Verdict check(Call... calls) throws IOException, InterruptedException {
        Path file = folder.resolve("history.jsonl");
        try (History history = new History(file)) {
            for (Call call : calls) {
                history.add(call);
            }
        }
        return checker.check(file);
    }

    private static Call put(String value, long began, long ended) {
        return new Call(1, new Wish("k", "put", "", value), true, true, "", began, ended);
    }

    private static Call get(String found, long began, long ended) {
        return new Call(2, new Wish("k", "get", "", ""), true, true, found, began, ended);
    }
}
