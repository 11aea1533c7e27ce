package io.beemesh.raft.appender;

import java.time.Duration;

/**
 * The bounds of a leader towards each follower of a group.
 *
 * @param batchesInFlight how many batches of entries may wait for their answers
 * @param bytesInFlight how long these may be together before no other leaves
 * @param snapshotBytesPerSecond how fast snapshots may leave, so that they leave room for everything else
 * @param answer how long a follower may take for a batch or for a piece of a snapshot, the way there included
 */
public record AppenderLimits(int batchesInFlight, int bytesInFlight, long snapshotBytesPerSecond, Duration answer) {
    /** Refuses bounds that would let nothing through. */
    public AppenderLimits {
        if (batchesInFlight < 1 || bytesInFlight < 1 || snapshotBytesPerSecond < 1 || !answer.isPositive()) {
            throw new IllegalArgumentException("appender: " + batchesInFlight + " batches and " + bytesInFlight
                    + " bytes in flight, " + snapshotBytesPerSecond + " bytes a second, " + answer
                    + " (expected: each more than zero)");
        }
    }

    /** For an edge host: a round trip of 200 ms is kept full at 160 Mbit/s, snapshots take 16 MiB a second at most. */
    public static AppenderLimits edge() {
        return new AppenderLimits(64, 4 << 20, 16L << 20, Duration.ofSeconds(60));
    }
}
