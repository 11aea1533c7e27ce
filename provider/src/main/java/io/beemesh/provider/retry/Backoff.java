package io.beemesh.provider.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after failures in a row: doubling, bounded, and spread by up to a half so that many do not meet.
 *
 * @param first after the first failure
 * @param most at most
 */
public record Backoff(Duration first, Duration most) {
    private static final int DOUBLINGS_MAX = 20;

    /** The wait after the given count of failures, 1 or more. */
    public Duration after(int failures, RandomGenerator random) {
        long doubled = first.toMillis() << Math.min(DOUBLINGS_MAX, failures - 1);
        long bounded = Math.min(most.toMillis(), doubled);
        return Duration.ofMillis(bounded / 2 + random.nextLong(bounded / 2 + 1));
    }
}
