package io.beemesh.e2e.twin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** States with their seconds: {@code a1 b9} was a for one second and b for nine. */
class HistoryTest {

    private static History history(String text) {
        List<History.Span> spans = new ArrayList<>();
        for (String word : text.split(" ")) {
            String state = word.substring(0, 1);
            boolean again = spans.stream().anyMatch(it -> it.state().equals(state));
            long seconds = Long.parseLong(word.substring(1));
            spans.add(new History.Span(state, Duration.ofSeconds(seconds).toNanos(), again));
        }
        return new History(spans);
    }

    @ParameterizedTest
    @CsvSource({
        "a9 b9, a9 b9, true",
        "a9 b9, b9, false",
        "a9 b9, b9 a9, false",
        "a1 b9, b9, true",
        "b9, a1 b6 a9, true",
        "a1 b1 c1 d9, a1 c1 b1 d9, true",
        "a9 b9 a9 b9 a9, a9 b9, true",
        "a9 b9, a9 c9, false",
    })
    void agreesButForWhatMayBeMissed(String one, String other, boolean agree) {
        assertThat(history(one).agrees(history(other))).isEqualTo(agree);
        assertThat(history(other).agrees(history(one))).isEqualTo(agree);
    }
}
