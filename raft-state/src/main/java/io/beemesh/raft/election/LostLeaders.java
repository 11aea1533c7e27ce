package io.beemesh.raft.election;

import io.beemesh.libp2p.identity.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a follower stand for election at once when the process that led is gone: the stream from it has ended, and nobody
 * listens where it did. A leader that only cannot be reached may be heard by others: for that there is the usual time.
 *
 * <p>One after the other, whoever is preferred first, so that votes are not split. Safe for use by any thread; at most
 * {@value #LOOKING_MAX} threads for some seconds, and of more ends nothing is made.
 */
public final class LostLeaders {
    private static final Logger LOG = LoggerFactory.getLogger(LostLeaders.class);

    /** How long somebody who is preferred has, to be elected. */
    private static final Duration TURN = Duration.ofMillis(500);

    /** Streams end before connections are known to have ended, and those before a process has. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final int LOOKS = 10;

    private static final int LOOKING_MAX = 256;

    private final RaftServer server;
    private final Predicate<PeerId> gone;
    private final AtomicLong calls = new AtomicLong();
    private final Semaphore looking = new Semaphore(LOOKING_MAX);

    /**
     * None yet.
     *
     * @param gone whether a member's process is; may block
     */
    public LostLeaders(RaftServer server, Predicate<PeerId> gone) {
        this.server = server;
        this.gone = gone;
    }

    /** A stream that a member had opened has ended. Never blocks. */
    public void ended(PeerId member) {
        for (RaftGroupId group : server.getGroupIds()) {
            if (isFollowerOf(group, member) && looking.tryAcquire()) {
                Thread.ofVirtual().name("raft-lost-leader").start(() -> look(group, member));
            }
        }
    }

    private void look(RaftGroupId group, PeerId leader) {
        try {
            pause(TURN.multipliedBy(preferred(group, leader)));
            for (int look = 0; look < LOOKS; look++) {
                pause(PAUSE);
                if (isFollowerOf(group, leader) && gone.test(leader)) {
                    stand(group);
                    return;
                }
            }
        } catch (IOException | IllegalStateException e) {
            // Such as a group that was closed meanwhile.
            LOG.debug("no election, there will be one in its time: group={}", group, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            looking.release();
        }
    }

    private static void pause(Duration duration) throws InterruptedException {
        boolean never = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
        assert !never;
    }

    private boolean isFollowerOf(RaftGroupId group, PeerId leader) {
        try {
            RaftServer.Division division = server.getDivision(group);
            RaftPeerId known = division.getInfo().getLeaderId();
            return division.getInfo().isFollower()
                    && known != null
                    && known.toString().equals(leader.toString());
        } catch (IOException e) {
            return false;
        }
    }

    /** How many others would rather lead; none of them votes for one that they are preferred to. */
    private long preferred(RaftGroupId group, PeerId leader) throws IOException {
        Comparator<RaftPeer> order = Comparator.comparingInt(RaftPeer::getPriority)
                .thenComparing(peer -> peer.getId().toString());
        Collection<RaftPeer> voters = server.getDivision(group).getRaftConf().getCurrentPeers();
        return voters.stream()
                .filter(peer -> peer.getId().equals(server.getId()))
                .findFirst()
                .map(own -> voters.stream()
                        .filter(peer -> !peer.getId().toString().equals(leader.toString()))
                        .filter(peer -> order.compare(peer, own) > 0)
                        .count())
                .orElseThrow(() -> new IOException("this host has no vote"));
    }

    /** As if the leader had asked for it, which Ratis has a call for. */
    private void stand(RaftGroupId group) throws IOException {
        RaftServer.Division division = server.getDivision(group);
        TermIndex last = division.getRaftLog().getLastEntryTermIndex();
        RaftPeerId leader = division.getInfo().getLeaderId();
        if (last == null || leader == null) {
            throw new IOException("nothing to be elected with");
        }
        StartLeaderElectionReplyProto reply = server.startLeaderElection(StartLeaderElectionRequestProto.newBuilder()
                .setServerRequest(RaftRpcRequestProto.newBuilder()
                        .setRequestorId(leader.toByteString())
                        .setReplyId(server.getId().toByteString())
                        .setRaftGroupId(RaftGroupIdProto.newBuilder().setId(group.toByteString()))
                        .setCallId(calls.incrementAndGet()))
                .setLeaderLastEntry(last.toProto())
                .build());
        LOG.info(
                "the leader's process is gone, standing for election: group={} leader={} accepted={}",
                group,
                leader,
                reply.getServerReply().getSuccess());
    }
}
