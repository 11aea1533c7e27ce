package io.beemesh.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RedialTest {
    private final Redial redial = new Redial(new Random(1));
    private long nowNanos = 7;

    @Test
    void dialsAtOnceAfterALoss() {
        assertThat(redial.next(nowNanos)).isLessThanOrEqualTo(Duration.ofMillis(500));

        redial.reset();
        nowNanos += Duration.ofHours(1).toNanos();

        assertThat(redial.next(nowNanos)).isLessThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void isNeverLateByMoreThanATenthOfTheTimeThatTheProviderWasAway() {
        nowNanos += redial.next(nowNanos).toNanos();
        long lostAtNanos = 7;

        for (int times = 0; times < 60; times++) {
            Duration away = Duration.ofNanos(nowNanos - lostAtNanos);
            Duration pause = redial.next(nowNanos);
            assertThat(pause).isGreaterThanOrEqualTo(Duration.ofMillis(320));
            assertThat(pause)
                    .isLessThanOrEqualTo(
                            away.dividedBy(10).compareTo(Redial.SHORTEST) > 0 ? away.dividedBy(10) : Redial.SHORTEST);
            nowNanos += pause.toNanos();
        }
    }

    @Test
    void growsToTenSecondsAndNoFurther() {
        redial.next(nowNanos);
        nowNanos += Duration.ofDays(3).toNanos();

        assertThat(redial.next(nowNanos)).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
    }

    @Test
    void hasHostsBackWithinTwoSecondsOfAProviderThatWasAwayForTwenty() {
        redial.next(nowNanos);
        nowNanos += Duration.ofSeconds(20).toNanos();

        assertThat(redial.next(nowNanos)).isLessThanOrEqualTo(Duration.ofSeconds(2));
    }
}
