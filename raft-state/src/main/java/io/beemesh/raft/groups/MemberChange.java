package io.beemesh.raft.groups;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.api.AdminApi;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.SetConfigurationException;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/**
 * Makes others the members of a group. A leader that is to be a learner hands over first: Ratis would have it go on
 * leading.
 *
 * @param division the group as this host knows it
 * @param admin what asks the group
 */
record MemberChange(RaftServer.Division division, AdminApi admin) {
    private static final Duration HAND_OVER = Duration.ofSeconds(10);
    private static final Duration NEWS = Duration.ofSeconds(2);
    private static final int TRIES = 5;
    private static final long LOOK_MILLIS = 20;

    void make(Composition wanted) throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            RaftPeerId leader = leader();
            if (leader != null
                    && wanted.hasLearner(leader)
                    && !handOver(wanted.withVoterLast(leader), leader, HAND_OVER)) {
                throw new IOException(
                        leader + " leads " + division.getMemberId().getGroupId()
                                + " still and is to be a learner (expected: another voter takes over): try again");
            }
            try {
                set(wanted);
                return;
            } catch (SetConfigurationException e) {
                // Perhaps this host knew less than the leader: that it leads.
                if (tries == TRIES || !awaitOther(leader, NEWS)) {
                    throw e;
                }
            }
        }
    }

    /** Whether another one leads in time: who of them is there and has the whole log takes over. */
    boolean handOver(Composition without, RaftPeerId leader, Duration bound) throws IOException, InterruptedException {
        set(without);
        return awaitOther(leader, bound);
    }

    private void set(Composition members) throws IOException {
        RaftClientReply reply = admin.setConfiguration(members.voters(), members.learners());
        if (!reply.isSuccess()) {
            throw reply.getException() == null ? new IOException("refused: " + reply) : reply.getException();
        }
    }

    private boolean awaitOther(@Nullable RaftPeerId than, Duration bound) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long end = System.nanoTime() + bound.toNanos();
        while (!isLedByOther(than) && System.nanoTime() < end) {
            boolean released = never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            assert !released;
        }
        return isLedByOther(than);
    }

    private boolean isLedByOther(@Nullable RaftPeerId than) {
        RaftPeerId leader = leader();
        return leader != null && !leader.equals(than);
    }

    private @Nullable RaftPeerId leader() {
        return division.getInfo().getLeaderId();
    }
}
