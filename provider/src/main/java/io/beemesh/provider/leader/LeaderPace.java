package io.beemesh.provider.leader;

import java.time.Duration;

/**
 * How fast leadership moves.
 *
 * @param validFor how long others leave a lease alone that is not renewed
 * @param deadline how long after its last renewal a leader writes; shorter, so that it stops before others begin
 * @param every between two attempts
 * @param settled how long a leader has led before it yields to one that hears hosts when it does not: it bounds how
 *     often the lead goes to and fro, and gives hosts the time to find a new leader
 */
public record LeaderPace(Duration validFor, Duration deadline, Duration every, Duration settled) {
    /** Hands over within ten seconds; bears an API server that is away for five. */
    public static final LeaderPace PROVIDER = new LeaderPace(
            Duration.ofSeconds(8), Duration.ofSeconds(5), Duration.ofMillis(1_500), Duration.ofSeconds(30));

    /** Refuses a pace at which two could lead at once, or one lost request would end a term. */
    public LeaderPace {
        if (deadline.compareTo(validFor) >= 0 || every.multipliedBy(2).compareTo(deadline) > 0) {
            throw new IllegalArgumentException("leader: lease valid for " + validFor + ", deadline " + deadline
                    + ", renewed every " + every + " (expected: each shorter than the one before, by half at the end)");
        }
    }

    /** How long one that yielded leaves the lease to the other, which may have to wait until it has run out. */
    Duration yieldFor() {
        return validFor.multipliedBy(2);
    }
}
