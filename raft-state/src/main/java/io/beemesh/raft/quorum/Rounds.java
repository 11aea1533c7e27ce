package io.beemesh.raft.quorum;

import io.beemesh.raft.appender.Appenders;
import io.beemesh.raft.appender.FollowerState;
import io.beemesh.raft.appender.PipelinedAppender;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.ReadIndexException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * How a leader makes sure that it still leads: it sends to all followers, and a majority of them answers what was sent
 * from then on. Ratis' own rounds leave that out when nothing was written since the last one, so that a leader that was
 * cut off, or asleep, answers from the past.
 *
 * <p>One round a group at a time, shared by all who ask. Safe for use by any thread; never blocks.
 */
final class Rounds {
    private final Appenders appenders;
    private final Map<RaftGroupId, SharedQuestion<Long>> questions = new ConcurrentHashMap<>();
    private final Map<RaftGroupId, Round> current = new ConcurrentHashMap<>();

    Rounds(Appenders appenders) {
        this.appenders = appenders;
    }

    /**
     * An index that was committed here when a majority took this member for its leader, from now on: whatever was
     * acknowledged before now is at it or before it. Fails if this member does not lead, or nobody answers in time.
     */
    CompletableFuture<Long> readIndex(RaftServer.Division division) {
        RaftServer server = division.getRaftServer();
        return questions
                .computeIfAbsent(
                        division.getMemberId().getGroupId(),
                        group -> new SharedQuestion<>(() -> begin(server, group), Runnable::run))
                .ask();
    }

    /** A group is not here any more. Idempotent. */
    void forget(RaftGroupId group) {
        questions.remove(group);
    }

    /** Followers have answered. */
    void answered(RaftGroupId group) {
        Round round = current.get(group);
        if (round != null && round.isOver(followers(round.division))) {
            round.index.complete(round.committed);
        }
    }

    /** What a leader knows of its followers; nothing if another member leads. */
    Map<RaftPeerId, FollowerState> followers(RaftServer.Division division) {
        Map<RaftPeerId, FollowerState> known = new HashMap<>();
        for (PipelinedAppender appender : appenders.of(division.getMemberId().getGroupId())) {
            if (appender.term() == division.getInfo().getCurrentTerm()) {
                known.put(appender.getFollowerId(), appender.follower());
            }
        }
        return known;
    }

    /** Since when a majority has taken this member for its leader, at least; null if nobody knows. */
    static @Nullable Timestamp recognizedAt(RaftServer.Division division, Map<RaftPeerId, FollowerState> followers) {
        return Majority.newest(division.getRaftConf(), voter -> {
            FollowerState known = followers.get(voter);
            return voter.equals(division.getId())
                    ? Timestamp.currentTime()
                    : known == null ? null : known.recognizedAt();
        });
    }

    private CompletableFuture<Long> begin(RaftServer server, RaftGroupId group) {
        try {
            RaftServer.Division division = server.getDivision(group);
            long term = division.getInfo().getCurrentTerm();
            return division.getInfo().isLeaderReady()
                    ? await(group, Round.of(division, term))
                    : CompletableFuture.failedFuture(new ReadIndexException(
                            division.getMemberId() + " does not lead, or has only begun to: ask again"));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<Long> await(RaftGroupId group, Round round) {
        current.put(group, round);
        appenders.of(group).forEach(PipelinedAppender::triggerHeartbeat);
        // Who is alone needs nobody's answer.
        answered(group);
        return round.index
                .orTimeout(round.division.properties().minRpcTimeoutMs(), TimeUnit.MILLISECONDS)
                .whenComplete((done, thrown) -> current.remove(group, round));
    }

    /**
     * What is waited for.
     *
     * @param term that of the leader, which leads it once and without a break
     * @param began what is sent from then on counts
     */
    private record Round(
            RaftServer.Division division, long term, Timestamp began, long committed, CompletableFuture<Long> index) {
        static Round of(RaftServer.Division division, long term) {
            return new Round(
                    division,
                    term,
                    Timestamp.currentTime(),
                    division.getRaftLog().getLastCommittedIndex(),
                    new CompletableFuture<>());
        }

        boolean isOver(Map<RaftPeerId, FollowerState> followers) {
            Timestamp at = recognizedAt(division, followers);
            return at != null
                    && at.compareTo(began) >= 0
                    && division.getInfo().isLeader()
                    && division.getInfo().getCurrentTerm() == term;
        }
    }
}
