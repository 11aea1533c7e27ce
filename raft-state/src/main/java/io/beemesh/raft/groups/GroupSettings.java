package io.beemesh.raft.groups;

import io.beemesh.raft.appender.AppenderLimits;
import io.beemesh.raft.rpc.StreamRpcType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/**
 * How a host runs its groups.
 *
 * @param folder where each group has a folder of its own
 * @param limits the bounds of a leader towards each follower
 * @param leaderLost how long a member hears nothing of its leader before it stands for election; up to twice as long,
 *     so that not all stand at once
 */
public record GroupSettings(Path folder, AppenderLimits limits, Duration leaderLost) {
    private static final String SEGMENT = "1MB";
    private static final String PREALLOCATED = "64KB";
    private static final int CLOSED_SEGMENTS_IN_MEMORY = 2;
    private static final int ENTRIES_A_SNAPSHOT = 10_000;

    /** Refuses a time in which no leader could be heard of. */
    public GroupSettings {
        if (leaderLost.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("leader lost after " + leaderLost + " (expected: 100 ms or more)");
        }
    }

    /** For an edge host, whose ways are slow at times. */
    public static GroupSettings edge(Path folder) {
        return new GroupSettings(folder, AppenderLimits.edge(), Duration.ofSeconds(2));
    }

    /** The same for Ratis: small files, for there may be tens of groups. */
    RaftProperties properties() {
        RaftProperties properties = new RaftProperties();
        StreamRpcType.choose(properties);
        storeIn(properties, folder);
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, millis(leaderLost));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, millis(leaderLost.multipliedBy(2)));
        RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        // How far a leader has committed it would put into the log otherwise, an entry for each entry. A member that
        // starts again waits for its leader to know.
        RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, false);
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf(SEGMENT));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, CLOSED_SEGMENTS_IN_MEMORY);
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf(PREALLOCATED));
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, ENTRIES_A_SNAPSHOT);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 2);
        return properties;
    }

    /** Has groups that are opened from now on stored there. */
    static void storeIn(RaftProperties properties, Path folder) {
        RaftServerConfigKeys.setStorageDir(properties, List.of(folder.toFile()));
    }

    private static TimeDuration millis(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
