package io.beemesh.raft.appender;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final Backoff backoff = new Backoff(50, now::get);

    private long failAgain() {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(backoff.remainingMillis()));
        backoff.failed();
        return backoff.remainingMillis();
    }

    @Test
    void doublesUpToItsBound() {
        assertThat(backoff.remainingMillis()).isZero();
        assertThat(failAgain()).isEqualTo(10);
        assertThat(failAgain()).isEqualTo(20);
        assertThat(failAgain()).isEqualTo(40);
        for (int i = 0; i < 100; i++) {
            assertThat(failAgain()).isEqualTo(50);
        }
    }

    @Test
    void manyFailuresAtOnceAreOne() {
        for (int i = 0; i < 64; i++) {
            backoff.failed();
        }

        assertThat(backoff.remainingMillis()).isEqualTo(10);
    }

    @Test
    void beginsAnewAfterAnAnswer() {
        failAgain();
        failAgain();
        backoff.answered();

        assertThat(failAgain()).isEqualTo(10);
    }
}
