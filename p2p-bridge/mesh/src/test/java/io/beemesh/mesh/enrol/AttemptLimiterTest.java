package io.beemesh.mesh.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.mesh.enrol.AttemptLimiter.AttemptLimits;
import io.beemesh.mesh.testing.TestMesh;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AttemptLimiterTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AttemptLimiter limiter =
            new AttemptLimiter(new AttemptLimits(2, 3, Duration.ofMinutes(1)), nanos::get);

    @Test
    void boundsOnePeerAndAllTogether() {
        assertThat(tries(3)).isTrue();
        assertThat(tries(3)).isTrue();
        assertThat(tries(3)).isFalse();
        assertThat(tries(4)).isTrue();
        assertThat(tries(5)).isFalse();
    }

    @Test
    void beginsAnewAfterItsSpan() {
        tries(3);
        tries(3);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos() - 1);
        assertThat(tries(3)).isFalse();

        nanos.incrementAndGet();
        assertThat(tries(3)).isTrue();
    }

    private boolean tries(int key) {
        return limiter.tryAcquire(TestMesh.key(key).peerId());
    }
}
