package io.beemesh.provider.tunnel;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a server is dialed again: 1 s, doubled each time in a row up to a bound, and shortened by up
 * to a half so that many do not meet. One thread.
 */
final class Redial {
    /** After the first attempt. */
    static final Duration FIRST = Duration.ofSeconds(1);
    /** At most, for a server that is away. */
    static final Duration AWAY_MAX = Duration.ofSeconds(15);
    /** At most, for a server that seems to be no k3s: it may become one, or get to know us. */
    static final Duration REFUSED_MAX = Duration.ofMinutes(5);
    /** A session that lasted so long has the count begin anew. */
    static final Duration STEADY = Duration.ofMinutes(1);

    private static final int DOUBLINGS_MAX = 20;

    private final RandomGenerator random;
    private int inARow;

    Redial(RandomGenerator random) {
        this.random = random;
    }

    /** A session ended after so long. */
    void lasted(Duration up) {
        if (up.compareTo(STEADY) >= 0) {
            inARow = 0;
        }
    }

    /** The next wait, at most so long. */
    Duration next(Duration most) {
        long doubled = FIRST.toMillis() << Math.min(DOUBLINGS_MAX, inARow++);
        long bounded = Math.min(most.toMillis(), doubled);
        return Duration.ofMillis(bounded - random.nextLong(bounded / 2 + 1));
    }
}
