package io.beemesh.provider.pods.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.retry.Backoff;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeyedQueueTest {
    private static final KeyedQueue.Settings SETTINGS =
            new KeyedQueue.Settings("test", 8, new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)));

    @Test
    void worksOnAKeyThatIsAddedWhileInWorkOnceMoreAndNeverTwiceAtOnce() throws InterruptedException {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch twice = new CountDownLatch(2);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger times = new AtomicInteger();
        try (KeyedQueue<String> queue = queue(key -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            times.incrementAndGet();
            began.countDown();
            goOn.await();
            atOnce.decrementAndGet();
            twice.countDown();
            return new Next.Done();
        })) {
            queue.add("a");
            assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
            queue.add("a");
            queue.add("a");
            goOn.countDown();
            assertThat(twice.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(times).hasValue(2);
        assertThat(most).hasValue(1);
    }

    @Test
    void oneKeyThatHangsDoesNotHoldUpAnother() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try (KeyedQueue<String> queue = queue(key -> {
            if (key.equals("hangs")) {
                never.await();
            }
            done.countDown();
            return new Next.Done();
        })) {
            queue.add("hangs");
            queue.add("b");
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void neverGivesUpOnAKeyThatFails() throws InterruptedException {
        CountDownLatch tenth = new CountDownLatch(10);
        try (KeyedQueue<String> queue = queue(key -> {
            tenth.countDown();
            if (tenth.getCount() % 2 == 0) {
                throw new IllegalStateException("a bug");
            }
            return new Next.Retry();
        })) {
            queue.add("a");
            assertThat(tenth.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void comesBackToAKeyAfterTheWhileItAskedFor() throws InterruptedException {
        CountDownLatch again = new CountDownLatch(3);
        try (KeyedQueue<String> queue = queue(key -> {
            again.countDown();
            return new Next.Later(Duration.ofMillis(1));
        })) {
            queue.add("a");
            assertThat(again.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static KeyedQueue<String> queue(KeyedQueue.Work<String> work) {
        return new KeyedQueue<>(SETTINGS, work, System::nanoTime, new Random(1));
    }
}
