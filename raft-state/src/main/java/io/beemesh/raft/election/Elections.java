package io.beemesh.raft.election;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.LeaderElectionManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
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
public final class Elections {
    private static final Logger LOG = LoggerFactory.getLogger(Elections.class);

    private final RaftServer server;
    private final Supplier<Optional<IOException>> noRoom;
    private final ClientId self = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();

    /** Where elections are paused; a group that was left and opened anew has another division. */
    private final Map<RaftGroupId, RaftServer.Division> paused = new HashMap<>();

    /**
     * Looks at nothing yet.
     *
     * @param noRoom why the server cannot store anything now, if it is so
     */
    public Elections(RaftServer server, Supplier<Optional<IOException>> noRoom) {
        this.server = server;
        this.noRoom = noRoom;
    }

    /** Looks at all groups, soon: whoever says that members have changed holds what that takes. */
    public void look() {
        Thread.ofVirtual().name("raft-elections").start(this::lookNow);
    }

    // One at a time, so that the last look has the last word.
    private void lookNow() {
        lock.lock();
        try {
            List<RaftGroupId> groups = new ArrayList<>();
            server.getGroupIds().forEach(groups::add);
            paused.keySet().retainAll(groups);
            groups.forEach(this::set);
        } finally {
            lock.unlock();
        }
    }

    private void set(RaftGroupId group) {
        try {
            RaftServer.Division division = server.getDivision(group);
            if (!learns(division.getRaftConf())) {
                resume(group, division);
            } else if (!division.equals(paused.get(group))) {
                pause(group, division);
            }
            Optional<IOException> why = division.getInfo().isLeader() ? noRoom.get() : Optional.empty();
            if (why.isPresent()) {
                LOG.warn("a leader without room on its disk steps down: group={}", group, why.get());
                var unused = server.transferLeadership(new TransferLeadershipRequest(
                        self, server.getId(), group, calls.incrementAndGet(), /* newLeader= */ null, 0));
            }
        } catch (IOException e) {
            LOG.debug("no group to look at: group={}", group, e);
        }
    }

    private void pause(RaftGroupId group, RaftServer.Division division) throws IOException {
        RaftClientReply reply = server.leaderElectionManagement(
                LeaderElectionManagementRequest.newPause(self, server.getId(), group, calls.incrementAndGet()));
        if (reply.isSuccess()) {
            paused.put(group, division);
        }
    }

    private void resume(RaftGroupId group, RaftServer.Division division) throws IOException {
        if (division.equals(paused.get(group))
                && server.leaderElectionManagement(LeaderElectionManagementRequest.newResume(
                                self, server.getId(), group, calls.incrementAndGet()))
                        .isSuccess()) {
            paused.remove(group);
        }
    }

    private boolean learns(RaftConfiguration members) {
        return members.getPeer(server.getId(), RaftPeerRole.LISTENER) != null
                && members.getPeer(server.getId(), RaftPeerRole.FOLLOWER) == null;
    }
}
