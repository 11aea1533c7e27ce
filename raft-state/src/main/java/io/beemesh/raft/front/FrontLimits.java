package io.beemesh.raft.front;

import java.time.Duration;
import java.util.List;

/**
 * What clients of one store may take.
 *
 * @param connections how many there may be at once; one more is closed
 * @param watchesAConnection how many watches a connection may have in all its streams; one more is refused
 * @param stall how long a client may read nothing before it loses its stream
 * @param progress how often a watch that wants to is told how far it is, when nothing happens
 * @param noLeader for how long no quorum may have been heard before streams end that want a leader; an election takes
 *     up to twice the time in which a leader is missed
 */
public record FrontLimits(
        int connections, int watchesAConnection, Duration stall, Duration progress, Duration noLeader) {
    /** Refuses times that are none: whoever waits for them would not wait at all, but ask on and on. */
    public FrontLimits {
        for (Duration time : List.of(stall, progress, noLeader)) {
            if (!time.isPositive()) {
                throw new IllegalArgumentException("a bound of " + time + " (expected: more than nothing)");
            }
        }
    }

    /**
     * For an edge host; the time of progress is etcd's.
     *
     * @param leaderLost how long a member hears nothing of its leader before it stands for election, or twice as long
     */
    public static FrontLimits edge(Duration leaderLost) {
        return new FrontLimits(256, 1000, EtcdServer.STALL, Duration.ofMinutes(10), leaderLost.multipliedBy(4));
    }
}
