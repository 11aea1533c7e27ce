package io.beemesh.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class LinesTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final KeyValueLogger log = new KeyValueLogger(
            "io.beemesh.agent.X",
            Level.INFO,
            new Lines(
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    Clock.fixed(Instant.parse("2026-01-01T00:00:00.5Z"), ZoneOffset.UTC)));

    @Test
    void writesFactsAsPairsAndQuotesWhatNeedsIt() {
        log.atInfo()
                .addKeyValue("pod", "a/b")
                .addKeyValue("why", "say \"no\"\nnow")
                .log("pod refused");

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("time=2026-01-01T00:00:00.500Z level=INFO logger=X msg=\"pod refused\" pod=a/b"
                        + " why=\"say \\\"no\\\"\\nnow\"" + System.lineSeparator());
    }

    @Test
    void leavesOutWhatIsBelowTheLevel() {
        log.atDebug().log("nothing");
        log.debug("nothing {}", 1);

        assertThat(out.size()).isZero();
    }

    @Test
    void tellsTheCauseOfAnError() {
        log.atError().setCause(new IllegalStateException("bug")).log("broken");

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("error=\"java.lang.IllegalStateException: bug\"")
                .contains("\n    at io.beemesh.agent.log.LinesTest");
    }
}
