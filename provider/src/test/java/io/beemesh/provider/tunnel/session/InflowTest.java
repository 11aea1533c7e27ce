package io.beemesh.provider.tunnel.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class InflowTest {
    private static final int COST = Inflow.MESSAGE_OVERHEAD_BYTES + 100;

    private final HeldBytes all = new HeldBytes(20L * COST);
    private final Inflow inflow = new Inflow(new SessionLimits.Flow(4 * COST, 2 * COST, 10 * COST), all);

    @Test
    void asksForAPauseOnceWhenItIsFullAndForMoreOnceWhenItIsLow() {
        for (int i = 0; i < 4; i++) {
            assertThat(inflow.offer(bytes())).isEqualTo(Inflow.Offer.TAKEN);
        }
        assertThat(inflow.offer(bytes())).isEqualTo(Inflow.Offer.TAKEN_AND_FULL);
        assertThat(inflow.offer(bytes())).isEqualTo(Inflow.Offer.TAKEN);
        assertThat(inflow.paused()).isTrue();

        int taken = 0;
        while (!inflow.mayResume()) {
            assertThat(inflow.poll()).isNotNull();
            taken++;
        }

        assertThat(taken).isEqualTo(5);
        assertThat(inflow.paused()).isFalse();
        assertThat(inflow.mayResume()).isFalse();
    }

    @Test
    void refusesWhatGoesBeyondItsOwnBound() {
        for (int i = 0; i < 10; i++) {
            assertThat(inflow.offer(bytes())).isNotEqualTo(Inflow.Offer.REFUSED);
        }
        assertThat(inflow.offer(bytes())).isEqualTo(Inflow.Offer.REFUSED);
        assertThat(all.now()).isEqualTo(10L * COST);
    }

    @Test
    void refusesWhatGoesBeyondTheBoundOfAllConnections() {
        assertThat(all.take(19L * COST)).isTrue();

        assertThat(inflow.offer(bytes())).isEqualTo(Inflow.Offer.TAKEN);
        assertThat(inflow.offer(bytes())).isEqualTo(Inflow.Offer.REFUSED);
    }

    @Test
    void countsWhatAMessageCostsBesideItsBytes() {
        int taken = 0;
        while (inflow.offer(ByteBuffer.allocate(1)) != Inflow.Offer.REFUSED) {
            taken++;
        }
        assertThat(taken).isLessThan(20);
    }

    @Test
    void givesBackWhatItHeldWhenItIsCleared() {
        inflow.offer(bytes());
        inflow.offer(bytes());

        inflow.clear();

        assertThat(all.now()).isZero();
        assertThat(inflow.poll()).isNull();
    }

    private static ByteBuffer bytes() {
        return ByteBuffer.allocate(100);
    }
}
