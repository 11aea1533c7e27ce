package io.beemesh.provider.tunnel;

import io.beemesh.provider.retry.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before a server is dialed again: from 1 s up to a bound, as failures in a row go. One thread. */
final class Redial {
    /** After the first attempt. */
    static final Duration FIRST = Duration.ofSeconds(1);
    /** At most, for a server that is away. */
    static final Duration AWAY_MAX = Duration.ofSeconds(15);
    /** At most, for a server that seems to be no k3s: it may become one, or get to know us. */
    static final Duration REFUSED_MAX = Duration.ofMinutes(5);
    /** A session that lasted so long has the count begin anew. */
    static final Duration STEADY = Duration.ofMinutes(1);

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
        inARow++;
        return new Backoff(FIRST, most).after(inARow, random);
    }
}
