package io.beemesh.raft.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Questions that a test answers. */
class SharedQuestionTest {
    private final List<CompletableFuture<String>> asked = new ArrayList<>();
    private final SharedQuestion<String> question = new SharedQuestion<>(this::ask, Runnable::run);

    private CompletableFuture<String> ask() {
        asked.add(new CompletableFuture<>());
        return asked.getLast();
    }

    @Test
    void whoComesWhileOneIsOnItsWaySharesTheNext() {
        CompletableFuture<String> first = question.ask();
        List<CompletableFuture<String>> others =
                Stream.generate(question::ask).limit(100).toList();
        assertThat(asked).hasSize(1);

        asked.get(0).complete("one");

        assertThat(first).isCompletedWithValue("one");
        assertThat(asked).hasSize(2);
        assertThat(others).noneMatch(CompletableFuture::isDone);

        asked.get(1).complete("two");

        assertThat(others).allSatisfy(other -> assertThat(other).isCompletedWithValue("two"));
        assertThat(asked).hasSize(2);
    }

    @Test
    void aFailureIsForThoseWhoWaited() {
        CompletableFuture<String> first = question.ask();
        CompletableFuture<String> second = question.ask();

        asked.get(0).completeExceptionally(new IOException("cut"));
        asked.get(1).complete("two");

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedWithValue("two");
    }

    @Test
    void nothingIsAskedForNobody() {
        CompletableFuture<String> first = question.ask();
        asked.get(0).complete("one");
        assertThat(asked).hasSize(1);

        CompletableFuture<String> later = question.ask();
        asked.get(1).complete("two");

        assertThat(first).isCompletedWithValue("one");
        assertThat(later).isCompletedWithValue("two");
    }

    @Test
    void answersThatAreThereAtOnceAskForNoThread() {
        SharedQuestion<String> known =
                new SharedQuestion<>(() -> CompletableFuture.completedFuture("known"), Runnable::run);

        for (int i = 0; i < 10; i++) {
            assertThat(known.ask()).isCompletedWithValue("known");
        }
    }
}
