package io.beemesh.raft.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Hosts that want one name, with clocks that run apart, links that are cut, agents that crash and lost answers.
 *
 * <p>All by a seed: {@code -Dbeemesh.claims.seed=N} runs one alone, {@code -Dbeemesh.claims.seeds=10000} more of them.
 */
class ClaimSimulationTest {
    private static final long SEEDS = Long.getLong("beemesh.claims.seeds", 2_000);

    @Test
    void neverDoTwoRunUnderOneNameNorDoesOneThatHasStoppedRunAgain() {
        Long only = Long.getLong("beemesh.claims.seed");
        LongStream seeds = only == null ? LongStream.range(0, SEEDS) : LongStream.of(only);
        long handedOver = seeds.map(seed -> {
                    SimulatedName name = new SimulatedName(new Random(seed), SimulatedName.Faults.BOUNDED);
                    assertThat(name.run()).as("seed %d", seed).isEmpty();
                    return name.holders();
                })
                .sum();

        assertThat(handedOver).as("names that changed hands").isGreaterThan(only == null ? SEEDS : 0);
    }

    /** That the test can fail: an agent that is down for longer than is left for killing lets two run at once. */
    @Test
    void findsTwoWhereAnAgentIsDeadForTooLong() {
        long found = LongStream.range(0, 300)
                .filter(seed -> !new SimulatedName(new Random(seed), SimulatedName.Faults.DEAD_AGENTS)
                        .run()
                        .isEmpty())
                .count();

        assertThat(found).isPositive();
    }
}
