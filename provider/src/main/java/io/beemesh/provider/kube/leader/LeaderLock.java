package io.beemesh.provider.kube.leader;

import io.beemesh.provider.kube.Answer;

/** The Lease that says who leads. Each call blocks for one request; safe for use by any thread. */
public interface LeaderLock {
    /** What it says; {@link Answer.Missing} if it was never made. */
    Answer<LeaderRecord> read();

    /** Makes it; {@link Answer.Conflict} if somebody else did. */
    Answer<LeaderRecord> create(LeaderRecord record);

    /** Writes over the version that was read; {@link Answer.Conflict} if somebody else did meanwhile. */
    Answer<LeaderRecord> replace(LeaderRecord record);
}
