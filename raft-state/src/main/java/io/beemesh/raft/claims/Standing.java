package io.beemesh.raft.claims;

import java.time.Instant;

/**
 * How a holder stands with a name.
 *
 * <pre>
 * Seeking --> Held --> Ended
 * </pre>
 *
 * What has ended stays so: who wants the name again makes another claim, and gets another token.
 */
public sealed interface Standing {
    /**
     * Not held yet.
     *
     * @param why what a person should know
     */
    record Seeking(String why) implements Standing {}

    /**
     * Held.
     *
     * @param lease that keeps it
     * @param token grows with each holder of the name
     * @param asked when the last renewal was asked for that was granted, by the holder's steady clock
     */
    record Held(long lease, long token, Instant asked) implements Standing {}

    /** Held no more. */
    record Ended() implements Standing {}
}
