package io.beemesh.agent.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    @Test
    void countsFromTheBoot() throws Exception {
        String uptime = Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0];

        assertThat(new SteadyClock().instant())
                .isCloseTo(
                        Instant.EPOCH.plusMillis((long) (Double.parseDouble(uptime) * 1000)),
                        within(1, ChronoUnit.MINUTES));
        assertThat(SteadyClock.boot()).hasSize(36);
    }
}
