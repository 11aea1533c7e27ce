package io.beemesh.raft.rpc;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.LeaderElectionManagementRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a learner does not stand for election, and that a leader without room on its disk steps down. Ratis
 * has a voter that becomes a learner go on as a follower, and close the group when it misses its leader.
 *
 * <p>Safe for use by any thread.
 */
final class Elections {
    private static final Logger LOG = LoggerFactory.getLogger(Elections.class);

    private final RaftServer server;
    private final Space space;
    private final ClientId self = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();

    Elections(RaftServer server, Space space) {
        this.server = server;
        this.space = space;
    }

    /** Looks at all groups, soon: whoever says that members have changed holds what that takes. */
    void look() {
        Thread.ofVirtual().name("raft-elections").start(this::lookNow);
    }

    // One at a time, so that the last look has the last word.
    private void lookNow() {
        lock.lock();
        try {
            for (RaftGroupId group : server.getGroupIds()) {
                set(group);
            }
        } finally {
            lock.unlock();
        }
    }

    private void set(RaftGroupId group) {
        try {
            RaftServer.Division division = server.getDivision(group);
            long call = calls.incrementAndGet();
            var unused = server.leaderElectionManagement(
                    learns(division.getRaftConf())
                            ? LeaderElectionManagementRequest.newPause(self, server.getId(), group, call)
                            : LeaderElectionManagementRequest.newResume(self, server.getId(), group, call));
            if (division.getInfo().isLeader() && space.isShort()) {
                LOG.warn("a leader without room on its disk steps down: group={}", group, space.refusal());
                unused = server.transferLeadership(
                        new TransferLeadershipRequest(self, server.getId(), group, call, /* newLeader= */ null, 0));
            }
        } catch (IOException e) {
            LOG.debug("no group to look at: group={}", group, e);
        }
    }

    private boolean learns(RaftConfiguration members) {
        return members.getPeer(server.getId(), RaftPeerRole.LISTENER) != null
                && members.getPeer(server.getId(), RaftPeerRole.FOLLOWER) == null;
    }
}
