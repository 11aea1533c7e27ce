package io.beemesh.provider.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RedialTest {
    private final Redial redial = new Redial(new Random(5));

    @Test
    void doublesFromASecondUpToItsBoundAndSpreads() {
        for (int seconds : new int[] {1, 2, 4, 8, 15, 15}) {
            assertThat(redial.next(Redial.AWAY_MAX))
                    .isBetween(Duration.ofMillis(seconds * 500L), Duration.ofSeconds(seconds));
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(redial.next(Redial.REFUSED_MAX)).isBetween(Duration.ofSeconds(32), Redial.REFUSED_MAX);
        }
    }

    @Test
    void beginsAnewAfterASteadySessionOnly() {
        for (int i = 0; i < 10; i++) {
            redial.next(Redial.AWAY_MAX);
        }

        redial.lasted(Redial.STEADY.minusNanos(1));
        assertThat(redial.next(Redial.AWAY_MAX)).isGreaterThan(Duration.ofSeconds(7));

        redial.lasted(Redial.STEADY);
        assertThat(redial.next(Redial.AWAY_MAX)).isLessThanOrEqualTo(Redial.FIRST);
    }
}
