package io.beemesh.raft.quorum;

import io.beemesh.raft.appender.Appenders;
import io.beemesh.raft.appender.FollowerState;
import io.beemesh.raft.appender.PipelinedAppender;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcReplyProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexReplyProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.ReadIndexException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * How a server is in touch with a quorum of its groups: whoever leads asks the others, all others ask the leader.
 *
 * <p>A touch counts from when the question was sent, so that whoever answered knows of a later one. Ratis' own times
 * are of no use for that: they begin anew when a member changes its role, and by what waited in a buffer while a host
 * was asleep.
 *
 * <p>Safe for use by any thread; one instant and one question a group.
 */
public final class Quorums {
    private final Appenders appenders;
    private final Rounds rounds;
    private final AtomicLong calls = new AtomicLong();
    private final Map<RaftGroupId, Timestamp> touched = new ConcurrentHashMap<>();
    private final Map<RaftGroupId, SharedQuestion<Long>> questions = new ConcurrentHashMap<>();

    /** Hears of the answers that a server's appenders get. */
    public Quorums(Appenders appenders) {
        this.appenders = appenders;
        this.rounds = new Rounds(appenders);
        appenders.listen(this::answered);
    }

    /** A group is not here any more. Idempotent. */
    public void forget(RaftGroupId group) {
        touched.remove(group);
        questions.remove(group);
        rounds.forget(group);
    }

    /** How long ago a member was in touch with a quorum; empty if it has not been since the server started. */
    public Optional<Duration> age(RaftServer.Division division) {
        touchedByLeading(division);
        return Optional.ofNullable(touched.get(division.getMemberId().getGroupId()))
                .map(at -> Duration.ofNanos(at.elapsedTime().toLong(TimeUnit.NANOSECONDS)));
    }

    /** What a leader knows of its followers; nothing if another member leads. */
    public Map<RaftPeerId, FollowerState> followers(RaftServer.Division division) {
        return rounds.followers(division);
    }

    /**
     * The index from which on what is read here is what all writes until now have made. Fails if there is no leader, or
     * no quorum in time.
     */
    public CompletableFuture<Long> readIndex(RaftServer.Division division) {
        if (division.getInfo().isLeader()) {
            return confirm(division);
        }
        RaftServer server = division.getRaftServer();
        return questions
                .computeIfAbsent(
                        division.getMemberId().getGroupId(),
                        group -> new SharedQuestion<>(() -> askLeader(server, group), task -> Thread.ofVirtual()
                                .name("raft-read-index")
                                .start(task)))
                .ask();
    }

    /** The same of a leader; fails if this member does not lead, or nobody else says so in time. */
    public CompletableFuture<Long> confirm(RaftServer.Division division) {
        return rounds.readIndex(division);
    }

    /** Answers another member's question for the index. */
    public CompletableFuture<ReadIndexReplyProto> answer(RaftServer.Division division, RaftRpcRequestProto asked) {
        RaftPeerId from = RaftPeerId.valueOf(asked.getRequestorId());
        appenders.of(division.getMemberId().getGroupId()).stream()
                .filter(appender -> appender.getFollowerId().equals(from))
                .forEach(PipelinedAppender::heard);
        return confirm(division).thenApply(index -> ReadIndexReplyProto.newBuilder()
                .setServerReply(RaftRpcReplyProto.newBuilder()
                        .setRequestorId(asked.getRequestorId())
                        .setReplyId(asked.getReplyId())
                        .setRaftGroupId(asked.getRaftGroupId())
                        .setCallId(asked.getCallId())
                        .setSuccess(true))
                .setReadIndex(index)
                .build());
    }

    private CompletableFuture<Long> askLeader(RaftServer server, RaftGroupId group) {
        try {
            RaftServer.Division division = server.getDivision(group);
            RaftPeerId leader = division.getInfo().getLeaderId();
            if (leader == null || leader.equals(division.getId())) {
                throw new ReadIndexException("no leader of " + group + " is known: ask again");
            }
            Timestamp now = Timestamp.currentTime();
            return server.getServerRpc()
                    .async()
                    .readIndexAsync(question(division, leader))
                    .thenApply(reply -> {
                        long index = index(reply);
                        touched.merge(group, now, Timestamp::latest);
                        return index;
                    });
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private ReadIndexRequestProto question(RaftServer.Division division, RaftPeerId leader) {
        return ReadIndexRequestProto.newBuilder()
                .setServerRequest(RaftRpcRequestProto.newBuilder()
                        .setRequestorId(division.getId().toByteString())
                        .setReplyId(leader.toByteString())
                        .setRaftGroupId(RaftGroupIdProto.newBuilder()
                                .setId(division.getMemberId().getGroupId().toByteString()))
                        .setCallId(calls.incrementAndGet()))
                .build();
    }

    private static long index(ReadIndexReplyProto reply) {
        if (!reply.getServerReply().getSuccess()) {
            throw new CompletionException(new ReadIndexException("the leader has no index to tell: ask again"));
        }
        return reply.getReadIndex();
    }

    private void answered(RaftServer.Division division) {
        touchedByLeading(division);
        rounds.answered(division.getMemberId().getGroupId());
    }

    private void touchedByLeading(RaftServer.Division division) {
        @Nullable
        Timestamp at = division.getInfo().isLeader() ? Rounds.recognizedAt(division, rounds.followers(division)) : null;
        if (at != null) {
            touched.merge(division.getMemberId().getGroupId(), at, Timestamp::latest);
        }
    }
}
