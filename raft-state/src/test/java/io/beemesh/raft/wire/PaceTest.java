package io.beemesh.raft.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final AtomicLong now = new AtomicLong();

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    @Test
    void bytesLeaveEvenly() {
        Pace pace = new Pace(1000, now::get);

        assertThat(millis(pace.reserve(500))).isEqualTo(500);
        assertThat(millis(pace.reserve(500))).isEqualTo(1000);

        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(millis(pace.reserve(250))).isEqualTo(250);
    }

    @Test
    void aPauseSavesUpOneSecondAtMost() {
        Pace pace = new Pace(1000, now::get);
        now.addAndGet(TimeUnit.HOURS.toNanos(1));

        assertThat(pace.reserve(1000)).isNotPositive();
        assertThat(millis(pace.reserve(100))).isEqualTo(100);
    }

    @Test
    void unboundedNeverWaits() {
        assertThat(Pace.unbounded().reserve(Integer.MAX_VALUE)).isZero();
    }

    @Test
    void refusesAPaceThatIsNone() {
        assertThatThrownBy(() -> new Pace(0, now::get)).isInstanceOf(IllegalArgumentException.class);
    }
}
