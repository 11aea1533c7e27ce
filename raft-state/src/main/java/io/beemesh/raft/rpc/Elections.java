package io.beemesh.raft.rpc;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.LeaderElectionManagementRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a learner does not stand for election: Ratis has a voter that becomes one go on as a follower, and
 * close the group when it misses its leader.
 *
 * <p>Safe for use by any thread.
 */
final class Elections {
    private static final Logger LOG = LoggerFactory.getLogger(Elections.class);

    private final RaftServer server;
    private final ClientId self = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();

    Elections(RaftServer server) {
        this.server = server;
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
            RaftConfiguration members = server.getDivision(group).getRaftConf();
            RaftPeerId id = server.getId();
            boolean learns = members.getPeer(id, RaftPeerRole.LISTENER) != null
                    && members.getPeer(id, RaftPeerRole.FOLLOWER) == null;
            long call = calls.incrementAndGet();
            var unused = server.leaderElectionManagement(
                    learns
                            ? LeaderElectionManagementRequest.newPause(self, id, group, call)
                            : LeaderElectionManagementRequest.newResume(self, id, group, call));
        } catch (IOException e) {
            LOG.debug("no group to look at: group={}", group, e);
        }
    }
}
