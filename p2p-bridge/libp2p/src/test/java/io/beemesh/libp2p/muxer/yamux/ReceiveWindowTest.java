package io.beemesh.libp2p.muxer.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.transport.BufferPool;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReceiveWindowTest {
    private static final int WINDOW_MAX = 1 << 20;

    private final YamuxSettings settings = new YamuxSettings(
            Limits.edge().withWindow(WINDOW_MAX),
            new BufferPool(1024, (short) 1),
            new BufferPool(16 * 1024, (short) 1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            () -> 0);
    private final ReceiveWindow window = new ReceiveWindow(settings);

    /** What the peer may send again, after all that it might send has come and was read at once. */
    private int drained(int granted) {
        assertThat(window.admit(granted)).isTrue();
        window.append(new byte[granted], 0, granted);
        assertThat(window.take(new byte[granted], 0, granted)).isEqualTo(granted);
        return window.credit(1);
    }

    @Test
    void growsWhileItHoldsThePeerBackUpToTheLimitOfTheHost() {
        int second = drained(Limits.WINDOW_MIN);
        int third = drained(second);

        assertThat(second).isEqualTo(2 * Limits.WINDOW_MIN);
        assertThat(third).isEqualTo(WINDOW_MAX);
        assertThat(drained(third)).isEqualTo(WINDOW_MAX);
    }

    @Test
    void growsNoFurtherThanTheBoundOfItsStream() {
        window.bound(Limits.WINDOW_MIN);
        assertThat(drained(Limits.WINDOW_MIN)).isEqualTo(Limits.WINDOW_MIN);

        window.bound(2 * WINDOW_MAX);
        assertThat(drained(Limits.WINDOW_MIN)).isEqualTo(Limits.WINDOW_MIN);
    }

    @Test
    void keepsWhatItHasGrantedWhenTheBoundIsLowered() {
        int granted = drained(Limits.WINDOW_MIN);
        window.bound(0);

        assertThat(drained(granted)).isEqualTo(granted);
    }
}
