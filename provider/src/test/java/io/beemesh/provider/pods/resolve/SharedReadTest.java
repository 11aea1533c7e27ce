package io.beemesh.provider.pods.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.provider.kube.KubeUnavailableException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SharedReadTest {
    private final AtomicInteger reads = new AtomicInteger();
    private final CountDownLatch firstBegan = new CountDownLatch(1);
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);
    /** Answers how manieth read it is; the first takes as long as a test wants. */
    private final SharedRead<String, Integer> shared = new SharedRead<>(key -> {
        int number = reads.incrementAndGet();
        if (number == 1) {
            firstBegan.countDown();
            await(firstMayEnd);
        }
        return number;
    });

    @Test
    void readsOnceForAllWhoAskWhileAnotherReadIsUnderWay() throws Exception {
        Asked first = ask("one");
        firstBegan.await();
        List<Asked> others = Stream.generate(() -> ask("one"))
                .limit(50)
                .peek(Asked::awaitWaiting)
                .toList();
        assertThat(reads).hasValue(1);

        firstMayEnd.countDown();

        assertThat(first.answer()).isEqualTo(1);
        for (Asked other : others) {
            assertThat(other.answer()).isEqualTo(2);
        }
        assertThat(shared.read("one")).isEqualTo(3);
    }

    @Test
    void keepsNobodyWaitingForAnotherObject() throws Exception {
        Asked first = ask("one");
        firstBegan.await();

        assertThat(shared.read("other")).isEqualTo(2);

        firstMayEnd.countDown();
        assertThat(first.answer()).isEqualTo(1);
    }

    @Test
    void tellsAFailureToThoseWhoAskedForThatReadOnly() throws Exception {
        SharedRead<String, String> failing = new SharedRead<>(key -> {
            if (reads.incrementAndGet() == 1) {
                throw new KubeUnavailableException(key + " is not answered", new IllegalStateException("fake"));
            }
            return key;
        });

        assertThatThrownBy(() -> failing.read("one"))
                .isInstanceOf(KubeUnavailableException.class)
                .hasMessage("one is not answered");
        assertThat(failing.read("one")).isEqualTo("one");
    }

    @Test
    void whoIsInterruptedWhileItWaitsTakesNobodyElseAlong() throws Exception {
        Asked first = ask("one");
        firstBegan.await();
        Asked second = ask("one");
        second.awaitWaiting();
        second.thread().interrupt();
        assertThatThrownBy(second::answer).hasRootCauseInstanceOf(InterruptedException.class);

        firstMayEnd.countDown();

        assertThat(first.answer()).isEqualTo(1);
        assertThat(shared.read("one")).isEqualTo(2);
    }

    private Asked ask(String key) {
        FutureTask<Integer> answer = new FutureTask<>(() -> shared.read(key));
        return new Asked(answer, Thread.ofPlatform().daemon().start(answer));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Asked(FutureTask<Integer> task, Thread thread) {
        int answer() throws ExecutionException, InterruptedException {
            return task.get();
        }

        void awaitWaiting() {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
    }
}
