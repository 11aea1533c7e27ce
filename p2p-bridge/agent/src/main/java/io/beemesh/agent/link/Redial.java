package io.beemesh.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next attempt: 0.2 s, doubling to 8 s, each 20 % more or less. For one thread. */
final class Redial {
    static final Duration FIRST = Duration.ofMillis(200);
    static final Duration LONGEST = Duration.ofSeconds(8);
    private static final double SPREAD = 0.2;

    private final RandomGenerator random;
    private Duration next = FIRST;

    Redial(RandomGenerator random) {
        this.random = random;
    }

    /** The wait after one more failure. */
    Duration next() {
        Duration base = next;
        Duration twice = base.multipliedBy(2);
        next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        double factor = 1 - SPREAD + 2 * SPREAD * random.nextDouble();
        return Duration.ofNanos((long) (base.toNanos() * factor));
    }

    /** It went well: the next failure is the first one again. */
    void reset() {
        next = FIRST;
    }
}
