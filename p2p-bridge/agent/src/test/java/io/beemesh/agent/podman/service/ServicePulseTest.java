package io.beemesh.agent.podman.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServicePulseTest {
    private final AtomicBoolean answers = new AtomicBoolean(true);
    private final AtomicInteger asked = new AtomicInteger();
    private final Semaphore changes = new Semaphore(0);

    @Test
    void missesWhatDoesNotAnswerThreeTimesAndSeesItAgainAtOnce() throws Exception {
        try (ServicePulse pulse = ServicePulse.start(this::ask, changes::release, Duration.ofMillis(1))) {
            assertThat(pulse.isThere()).isTrue();

            answers.set(false);
            int before = asked.get();
            assertThat(changes.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            assertThat(pulse.isThere()).isFalse();
            assertThat(asked.get()).isGreaterThanOrEqualTo(before + 2);

            answers.set(true);
            assertThat(changes.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            assertThat(pulse.isThere()).isTrue();
        }
        assertThat(changes.availablePermits()).isZero();
    }

    private boolean ask() {
        asked.incrementAndGet();
        return answers.get();
    }
}
