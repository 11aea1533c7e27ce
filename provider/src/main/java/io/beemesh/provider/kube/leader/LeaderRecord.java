package io.beemesh.provider.kube.leader;

import java.time.Duration;
import java.time.Instant;

/**
 * What the Lease says.
 *
 * @param holder who leads; empty if nobody does
 * @param validFor how long after a renewal others leave it alone
 * @param term since when, and of which number
 * @param renewedAt by the holder's clock, which nobody else compares with his own
 * @param version that was read; empty for a Lease that is to be made
 */
public record LeaderRecord(String holder, Duration validFor, Term term, Instant renewedAt, String version) {
    /**
     * One time of leading.
     *
     * @param acquiredAt by the holder's clock
     * @param transitions how often the holder changed before
     */
    public record Term(Instant acquiredAt, int transitions) {}
}
