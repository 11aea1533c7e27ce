package io.beemesh.agent.pods.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrashBackoffTest {
    private final CrashBackoff backoff = new CrashBackoff();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void doublesFromTenSecondsToFiveMinutes() {
        List<Long> waits = new ArrayList<>();
        for (int crash = 0; crash < 8; crash++) {
            waits.add(crash());
        }
        assertThat(waits).containsExactly(0L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
    }

    @Test
    void beginsAnewAfterALongRun() {
        crash();
        crash();
        now = now.plus(Duration.ofMinutes(10)).plusSeconds(1);
        assertThat(crash()).isZero();
        assertThat(crash()).isEqualTo(10);
    }

    @Test
    void countsFromTheEndOfTheRun() {
        crash();
        Instant end = now;
        now = now.plusSeconds(9);
        assertThat(backoff.waiting("c", "i", end, now)).contains(Duration.ofSeconds(10));
        now = now.plusSeconds(1);
        assertThat(backoff.waiting("c", "i", end, now)).isEmpty();
        assertThat(backoff.waiting("other", "i", end, now)).isEmpty();
    }

    @Test
    void anotherImageBeginsAnew() {
        crash();
        crash();
        assertThat(backoff.waiting("c", "i", now, now)).contains(Duration.ofSeconds(20));
        assertThat(backoff.waiting("c", "j", now, now)).isEmpty();
        backoff.next("c", "j", now, now);
        assertThat(backoff.waiting("c", "j", now, now)).contains(CrashBackoff.FIRST);
    }

    /** One end, one wait, one new start; how many seconds it waited. */
    private long crash() {
        Instant end = now;
        long waited =
                backoff.waiting("c", "i", end, now).map(Duration::toSeconds).orElse(0L);
        now = now.plusSeconds(waited);
        assertThat(backoff.waiting("c", "i", end, now)).isEmpty();
        backoff.next("c", "i", end, now);
        return waited;
    }
}
