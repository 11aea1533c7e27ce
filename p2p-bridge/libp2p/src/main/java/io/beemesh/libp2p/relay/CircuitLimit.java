package io.beemesh.libp2p.relay;

import java.time.Duration;

/**
 * How much a circuit may carry; one that goes over it is cut.
 *
 * @param duration from its beginning, in whole seconds on the wire; zero for as long as its ends like
 * @param bytes in each direction; 0 for as many as its ends like
 */
public record CircuitLimit(Duration duration, long bytes) {
    /** None at all: other stacks refuse most protocols on a connection that they were told is limited. */
    public static final CircuitLimit NONE = new CircuitLimit(Duration.ZERO, 0);

    /** Refuses what is less than nothing. */
    public CircuitLimit {
        if (duration.isNegative() || bytes < 0) {
            throw new IllegalArgumentException(
                    "circuit limit: " + duration + ", " + bytes + " bytes (expected: neither below zero)");
        }
    }
}
