package io.beemesh.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: at first next to nothing, then a tenth of the time since the first, so that
 * a provider that was away for a short time has its hosts back at once, and one that is away for long is left in peace.
 * For one thread.
 */
final class Redial {
    /** Before the first attempt: spread, so that the hosts of a provider do not all come at once. */
    static final Duration FIRST_MAX = Duration.ofMillis(500);

    static final Duration SHORTEST = Duration.ofMillis(400);
    static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int SHARE = 10;
    private static final double SPREAD = 0.2;

    private final RandomGenerator random;
    private boolean away;
    private long sinceNanos;

    Redial(RandomGenerator random) {
        this.random = random;
    }

    /** The wait after one more failure, or after a loss; {@code nowNanos} is of one ticker. */
    Duration next(long nowNanos) {
        if (!away) {
            away = true;
            sinceNanos = nowNanos;
            return Duration.ofNanos((long) (FIRST_MAX.toNanos() * random.nextDouble()));
        }
        long share = (nowNanos - sinceNanos) / SHARE;
        long base = Math.clamp(share, SHORTEST.toNanos(), LONGEST.toNanos());
        return Duration.ofNanos((long) (base * random.nextDouble(1 - SPREAD, 1)));
    }

    /** It went well: the next failure is the first one again. */
    void reset() {
        away = false;
    }
}
