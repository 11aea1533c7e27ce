package io.beemesh.raft.front;

import java.time.Duration;

/**
 * What watches may take.
 *
 * @param watchesAConnection how many watches a connection may have in all its streams; one more is refused
 * @param stall how long a client may read nothing before it loses its stream
 * @param progress how often a watch that wants to is told how far it is, when nothing happens
 */
public record WatchLimits(int watchesAConnection, Duration stall, Duration progress) {
    /** For an edge host; the time of progress is etcd's. */
    public static WatchLimits edge() {
        return new WatchLimits(1000, EtcdServer.STALL, Duration.ofMinutes(10));
    }
}
