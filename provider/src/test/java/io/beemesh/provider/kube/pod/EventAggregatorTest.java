package io.beemesh.provider.kube.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.kube.pod.EventRecorder.Happening;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventAggregatorTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    private final EventAggregator aggregator = new EventAggregator();

    @Test
    void knowsAHappeningAgainByAllThatAPersonReads() {
        aggregator.remember(happening("u1", "Pulled", START), new EventAggregator.Written("e1", 3));

        assertThat(aggregator.known(happening("u1", "Pulled", START.plusSeconds(60))))
                .contains(new EventAggregator.Written("e1", 3));
        assertThat(aggregator.known(happening("u1", "Started", START))).isEmpty();
        assertThat(aggregator.known(happening("u2", "Pulled", START))).isEmpty();
    }

    @Test
    void allowsABurstAndThenOneEachFiveMinutes() {
        long allowed = IntStream.range(0, 100)
                .filter(i -> aggregator.allowed(happening("u1", "BackOff", START.plusSeconds(i))))
                .count();

        assertThat(allowed).isEqualTo(25);
        assertThat(aggregator.allowed(happening("u2", "BackOff", START))).isTrue();
        Instant later = START.plus(Duration.ofMinutes(6));
        assertThat(aggregator.allowed(happening("u1", "BackOff", later))).isTrue();
        assertThat(aggregator.allowed(happening("u1", "BackOff", later))).isFalse();
    }

    private static Happening happening(String uid, String reason, Instant at) {
        return new Happening(new PodRef("default", "web", uid), "", true, reason, "words", at);
    }
}
