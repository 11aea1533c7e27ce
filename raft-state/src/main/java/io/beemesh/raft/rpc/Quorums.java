package io.beemesh.raft.rpc;

import io.beemesh.raft.appender.Appenders;
import io.beemesh.raft.appender.FollowerState;
import io.beemesh.raft.appender.PipelinedAppender;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.util.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * When a server was in touch with a quorum of its groups: one instant a group. Safe for use by any thread.
 *
 * <p>Ratis' own times are of no use for that: they begin anew when a member changes its role.
 */
public final class Quorums {
    private final Appenders appenders;
    private final Map<RaftGroupId, Timestamp> touched = new ConcurrentHashMap<>();

    Quorums(Appenders appenders) {
        this.appenders = appenders;
        appenders.listen(this::recognized);
    }

    /** Those of a server that calls by streams. */
    public static Quorums of(RaftServer server) {
        return switch (server.getServerRpc()) {
            case ServerRpc streams -> streams.quorums();
            case RaftServerRpc other ->
                throw new IllegalArgumentException(
                        "quorums of a server of " + other.getRpcType() + " (expected: one of streams)");
        };
    }

    /** A follower took what its leader had sent. */
    void heardLeader(RaftGroupId group, Timestamp at) {
        touched.merge(group, at, Timestamp::latest);
    }

    /** A group is not here any more. Idempotent. */
    public void forget(RaftGroupId group) {
        touched.remove(group);
    }

    private void recognized(RaftServer.Division division) {
        Timestamp led = division.getInfo().isLeader() ? recognizedAt(division) : null;
        if (led != null) {
            touched.merge(division.getMemberId().getGroupId(), led, Timestamp::latest);
        }
    }

    /** How long ago a member was in touch with a quorum; empty if it has not been since the server started. */
    public Optional<Duration> age(RaftServer.Division division) {
        recognized(division);
        RaftGroupId group = division.getMemberId().getGroupId();
        return Optional.ofNullable(touched.get(group))
                .map(at -> Duration.ofNanos(at.elapsedTime().toLong(TimeUnit.NANOSECONDS)));
    }

    /** What a leader knows of its followers; nothing if another member leads. */
    public Map<RaftPeerId, FollowerState> followers(RaftServer.Division division) {
        Map<RaftPeerId, FollowerState> known = new HashMap<>();
        for (PipelinedAppender appender : appenders.of(division.getMemberId().getGroupId())) {
            if (appender.term() == division.getInfo().getCurrentTerm()) {
                known.put(appender.getFollowerId(), appender.follower());
            }
        }
        return known;
    }

    /** Since when a majority has taken this member for its leader; null if nobody knows. */
    private @Nullable Timestamp recognizedAt(RaftServer.Division division) {
        RaftConfiguration voters = division.getRaftConf();
        Map<RaftPeerId, FollowerState> known = followers(division);
        Timestamp now = majority(voters.getCurrentPeers(), division.getId(), known);
        if (voters.getPreviousPeers().isEmpty()) {
            return now;
        }
        Timestamp before = majority(voters.getPreviousPeers(), division.getId(), known);
        return now == null || before == null ? null : Timestamp.earliest(now, before);
    }

    private static @Nullable Timestamp majority(
            Collection<RaftPeer> voters, RaftPeerId self, Map<RaftPeerId, FollowerState> known) {
        List<Timestamp> newestFirst = voters.stream()
                .map(RaftPeer::getId)
                .map(id -> id.equals(self) ? Timestamp.currentTime() : recognizedAt(known.get(id)))
                .filter(Objects::nonNull)
                .sorted(Comparator.reverseOrder())
                .toList();
        int others = voters.size() / 2;
        return newestFirst.size() > others ? newestFirst.get(others) : null;
    }

    private static @Nullable Timestamp recognizedAt(@Nullable FollowerState follower) {
        return follower == null ? null : follower.recognizedAt();
    }
}
