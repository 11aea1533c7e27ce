package io.beemesh.raft.appender;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;

/**
 * The appenders that run on a server: of each group that it leads as many as there are followers. Safe for use by any
 * thread.
 */
public final class Appenders {
    private final Map<RaftGroupId, Map<RaftPeerId, PipelinedAppender>> running = new ConcurrentHashMap<>();
    private volatile Consumer<RaftServer.Division> recognized = division -> {};

    /** Has one told when a follower has taken a leader for its own, by whoever brings answers: it must not block. */
    public void listen(Consumer<RaftServer.Division> listener) {
        recognized = listener;
    }

    void recognized(RaftServer.Division division) {
        recognized.accept(division);
    }

    void begin(RaftGroupId group, PipelinedAppender appender) {
        running.compute(group, (same, others) -> {
            Map<RaftPeerId, PipelinedAppender> all = others == null ? new ConcurrentHashMap<>() : others;
            all.put(appender.getFollowerId(), appender);
            return all;
        });
    }

    void end(RaftGroupId group, PipelinedAppender appender) {
        running.computeIfPresent(group, (same, all) -> {
            boolean known = all.remove(appender.getFollowerId(), appender);
            return known && all.isEmpty() ? null : all;
        });
    }

    /** Those of a group; none if another server leads it. */
    public Collection<PipelinedAppender> of(RaftGroupId group) {
        Map<RaftPeerId, PipelinedAppender> all = running.get(group);
        return all == null ? List.of() : List.copyOf(all.values());
    }
}
