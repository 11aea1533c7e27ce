package io.beemesh.raft.appender;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.ratis.util.Timestamp;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private final InFlight inFlight = new InFlight(new AppenderLimits(3, 100, 1, Duration.ofSeconds(1)));

    private static Batch batch(long call, long first, int bytes) {
        return new Batch(call, first, 10, bytes, Timestamp.currentTime());
    }

    @Test
    void oneLeavesUntilTheFollowerAnswers() {
        Batch first = batch(1, 0, 10);
        inFlight.sent(first);
        assertThat(inFlight.hasRoom()).isFalse();

        inFlight.took(first);
        assertThat(inFlight.hasRoom()).isTrue();
        inFlight.sent(batch(2, 10, 10));
        assertThat(inFlight.hasRoom()).isTrue();
    }

    @Test
    void aNumberOfBatchesBoundsIt() {
        inFlight.took(batch(0, 0, 0));
        for (int call = 1; call <= 3; call++) {
            assertThat(inFlight.hasRoom()).isTrue();
            inFlight.sent(batch(call, 10 * call, 10));
        }

        assertThat(inFlight.hasRoom()).isFalse();
    }

    @Test
    void aNumberOfBytesBoundsIt() {
        inFlight.took(batch(0, 0, 0));
        inFlight.sent(batch(1, 10, 99));
        assertThat(inFlight.hasRoom()).isTrue();
        Batch second = batch(2, 20, 1);
        inFlight.sent(second);
        assertThat(inFlight.hasRoom()).isFalse();

        inFlight.took(second);
        assertThat(inFlight.hasRoom()).isTrue();
    }

    @Test
    void whatIsForgottenIsSentAgainFromTheFirst() {
        inFlight.took(batch(0, 0, 0));
        inFlight.sent(batch(1, 10, 10));
        inFlight.sent(batch(2, 20, 10));

        assertThat(inFlight.forget()).hasValue(10);
        assertThat(inFlight.isEmpty()).isTrue();
        assertThat(inFlight.forget()).isEmpty();
    }

    @Test
    void anAnswerThatComesTooLateFreesNothing() {
        Batch forgotten = batch(1, 10, 100);
        inFlight.sent(forgotten);
        inFlight.forget();
        inFlight.sent(batch(2, 10, 100));

        assertThat(inFlight.contains(forgotten)).isFalse();
        inFlight.took(forgotten);
        assertThat(inFlight.hasRoom()).isFalse();
    }
}
