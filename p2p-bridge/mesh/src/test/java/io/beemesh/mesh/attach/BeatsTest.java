package io.beemesh.mesh.attach;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BeatsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Beats beats = new Beats(Duration.ofSeconds(10), new Random(20261122), 0);

    @Test
    void beatsAtOnceAndThenWithinAFifthOfItsInterval() {
        assertThat(beats.untilDueNanos(0)).isZero();
        for (int i = 0; i < 1_000; i++) {
            beats.send(0);
            assertThat(beats.untilDueNanos(0)).isBetween(8 * SECOND, 12 * SECOND);
        }
    }

    @Test
    void countsTheAgeFromWhenTheAnsweredBeatWasSent() {
        beats.send(10 * SECOND);
        beats.send(20 * SECOND);
        assertThat(beats.ackAge(25 * SECOND)).hasSeconds(25);

        beats.acked(1);
        assertThat(beats.ackAge(25 * SECOND)).hasSeconds(15);

        beats.acked(2);
        beats.acked(1);
        assertThat(beats.ackAge(25 * SECOND)).hasSeconds(5);
    }

    @Test
    void believesNoAnswerToABeatThatWasNeverSent() {
        beats.send(10 * SECOND);

        beats.acked(Long.MAX_VALUE);

        assertThat(beats.ackAge(25 * SECOND)).hasSeconds(25);
    }

    @Test
    void remembersABoundedNumberOfBeats() {
        for (int i = 1; i <= 100; i++) {
            beats.send(i * SECOND);
        }

        beats.acked(36);
        assertThat(beats.ackAge(100 * SECOND)).hasSeconds(100);

        beats.acked(37);
        assertThat(beats.ackAge(100 * SECOND)).hasSeconds(63);
    }
}
