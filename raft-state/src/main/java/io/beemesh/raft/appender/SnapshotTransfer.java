package io.beemesh.raft.appender;

import java.io.IOException;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LogAppender;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a snapshot to a follower, piece by piece, on a thread of its own, while heartbeats go on. One at a time; one
 * that failed begins anew by the next {@link #start}.
 *
 * <p>Its appender's thread starts and closes it.
 */
final class SnapshotTransfer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotTransfer.class);

    private final LogAppender appender;
    private final Backoff backoff;
    private final Supplier<UUID> ids;
    private volatile @Nullable Thread running;

    SnapshotTransfer(LogAppender appender, Backoff backoff, Supplier<UUID> ids) {
        this.appender = appender;
        this.backoff = backoff;
        this.ids = ids;
    }

    boolean isRunning() {
        return running != null;
    }

    void start(SnapshotInfo snapshot) {
        Thread thread = Thread.ofVirtual()
                .name("raft-snapshot-" + appender.getFollowerId())
                .unstarted(() -> run(snapshot));
        running = thread;
        thread.start();
    }

    private void run(SnapshotInfo snapshot) {
        try {
            send(snapshot);
        } catch (IOException | RuntimeException e) {
            backoff.failed();
            LOG.warn("snapshot failed, it begins anew: at={} follower={}", snapshot, appender.getFollowerId(), e);
        } finally {
            running = null;
            appender.notifyLogAppender();
        }
    }

    private void send(SnapshotInfo snapshot) throws IOException {
        for (InstallSnapshotRequestProto piece :
                appender.newInstallSnapshotRequests(ids.get().toString(), snapshot)) {
            if (!appender.isRunning()) {
                return;
            }
            appender.getFollower().updateLastRpcSendTime(false);
            InstallSnapshotReplyProto reply = appender.getServerRpc().installSnapshot(piece);
            appender.getFollower().updateLastRpcResponseTime();
            if (!wantsMore(reply, snapshot)) {
                return;
            }
        }
        installed(snapshot.getTermIndex().getIndex());
    }

    private boolean wantsMore(InstallSnapshotReplyProto reply, SnapshotInfo snapshot) throws IOException {
        return switch (reply.getResult()) {
            case SUCCESS, IN_PROGRESS -> true;
            case NOT_LEADER -> {
                appender.onFollowerTerm(reply.getTerm());
                yield false;
            }
            case ALREADY_INSTALLED -> {
                // All that is in it at least; the reply to a piece says no index.
                installed(snapshot.getTermIndex().getIndex());
                yield false;
            }
            default -> throw new IOException(appender.getFollowerId() + " answered " + reply.getResult());
        };
    }

    private void installed(long index) {
        FollowerInfo follower = appender.getFollower();
        follower.setSnapshotIndex(index);
        follower.setAttemptedToInstallSnapshot();
        LOG.info("snapshot installed: index={} follower={}", index, follower.getId());
    }

    /** Ends it, wherever it is. */
    @Override
    public void close() {
        Thread thread = running;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
