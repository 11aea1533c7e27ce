package io.beemesh.raft.claims;

import java.time.Duration;

/**
 * How long a claim holds without its group.
 *
 * @param life after which the group lets others take the name, since the group renewed it
 * @param renewEvery how often the holder has it renewed
 * @param endAfter when the holder gives it up by itself, since it asked for the last renewal that it was granted; what
 *     is left of {@code life} then is for stopping, and for clocks that do not run alike
 */
public record ClaimTerms(Duration life, Duration renewEvery, Duration endAfter) {
    /** Of a pod's name: ten seconds are left to kill what runs. */
    public static final ClaimTerms OF_POD =
            new ClaimTerms(Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(20));

    /** Of the leadership among pods, which nothing has to be killed for. */
    public static final ClaimTerms OF_LEADER =
            new ClaimTerms(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(7));

    /** Refuses terms by which two could hold one name, or nobody could keep one. */
    public ClaimTerms {
        if (endAfter.compareTo(life) >= 0 || renewEvery.compareTo(endAfter) >= 0) {
            throw new IllegalArgumentException(
                    "claim renewed every %s, given up after %s, over after %s (expected: each is longer)"
                            .formatted(renewEvery, endAfter, life));
        }
    }
}
