package io.beemesh.raft.appender;

import java.io.IOException;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppenderBase;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.util.Timestamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a follower one batch of entries after the other without waiting for its answers, so that a slow way is kept
 * full: Ratis' own appender waits for each. A follower that fails is asked again, more and more rarely.
 *
 * <p>The follower's next index is what was sent, its match index what was answered; both change under one lock. Ratis'
 * thread sends, any thread brings answers.
 */
public final class PipelinedAppender extends LogAppenderBase {
    private static final Logger LOG = LoggerFactory.getLogger(PipelinedAppender.class);

    private final AtomicLong nextCall = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final InFlight inFlight;
    private final Backoff backoff;
    private final SnapshotTransfer transfer;
    private final Appenders appenders;
    private final long term;
    private volatile @Nullable Timestamp recognizedAt;
    private volatile Timestamp heardAt = Timestamp.currentTime();

    /** What the follower was told last to be committed; guarded by the lock. */
    private long told = RaftLog.INVALID_LOG_INDEX;

    /** A permit or more: there is something to look at. Unlike Ratis' own signal, it may come too early. */
    private final Semaphore signals = new Semaphore(0);

    /**
     * For a leader, towards one of its followers. Ratis starts and stops it.
     *
     * @param appenders where it is found while it runs
     */
    public PipelinedAppender(
            RaftServer.Division server,
            LeaderState state,
            FollowerInfo follower,
            AppenderLimits limits,
            Appenders appenders) {
        super(server, state, follower);
        this.appenders = appenders;
        this.term = server.getInfo().getCurrentTerm();
        inFlight = new InFlight(limits);
        // A follower that is back hears from its leader before it stands for election.
        backoff = new Backoff(server.properties().minRpcTimeoutMs() / 2, System::nanoTime);
        transfer = new SnapshotTransfer(this, backoff, UUID::randomUUID);
    }

    @Override
    public long getCallId() {
        return nextCall.get();
    }

    @Override
    public Comparator<Long> getCallIdComparator() {
        return Comparator.naturalOrder();
    }

    @Override
    public boolean hasPendingDataRequests() {
        lock.lock();
        try {
            return !inFlight.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void notifyLogAppender() {
        signals.release();
    }

    @Override
    public void run() throws InterruptedException, IOException {
        RaftGroupId group = getServer().getMemberId().getGroupId();
        appenders.begin(group, this);
        try (transfer) {
            while (isRunning()) {
                signals.drainPermits();
                if (!sendWhatIsDue()) {
                    boolean signalled = signals.tryAcquire(pauseMillis(), TimeUnit.MILLISECONDS);
                    LOG.trace("{} goes on: signalled={}", this, signalled);
                }
                getLeaderState().checkHealth(getFollower());
            }
        } finally {
            appenders.end(group, this);
        }
    }

    /** The term of the leader that it sends for. */
    public long term() {
        return term;
    }

    /** The follower asked for something by itself. */
    public void heard() {
        heardAt = Timestamp.currentTime();
    }

    /** What is known of the follower now. */
    public FollowerState follower() {
        return new FollowerState(getFollower().getMatchIndex(), recognizedAt, heardAt);
    }

    /** Whether something left, so that more may be due. */
    private boolean sendWhatIsDue() throws IOException {
        if (backoff.remainingMillis() > 0) {
            return false;
        }
        if (getHeartbeatWaitTimeMs() <= 0) {
            return send(true);
        }
        // First of all, for Ratis takes nobody in who has not been offered its snapshot, though it may need nothing of
        // it.
        SnapshotInfo snapshot = transfer.isRunning() ? null : shouldInstallSnapshot();
        if (snapshot == null) {
            return mayAppend() ? !gathersEntries() && send(false) : hasNews() && send(true);
        }
        if (!hasPendingDataRequests()) {
            transfer.start(snapshot);
        }
        return false;
    }

    private boolean mayAppend() {
        lock.lock();
        try {
            return !transfer.isRunning() && hasAppendEntries() && inFlight.hasRoom();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Something is committed that the follower was not told. As long as it has not answered some entries there is
     * nobody to tell: it would not know which ones are meant.
     */
    private boolean hasNews() {
        lock.lock();
        try {
            return !transfer.isRunning()
                    && inFlight.isEmpty()
                    && told < getRaftLog().getLastCommittedIndex();
        } finally {
            lock.unlock();
        }
    }

    /** The first batch leaves at once, others once in a millisecond, so that they are worth what a batch costs. */
    private boolean gathersEntries() {
        return hasPendingDataRequests() && getRemainingWaitTime().isPositive();
    }

    private long pauseMillis() {
        if (backoff.remainingMillis() > 0) {
            return backoff.remainingMillis();
        }
        return mayAppend() ? 1 : Math.max(1, getHeartbeatWaitTimeMs());
    }

    private boolean send(boolean heartbeat) throws IOException {
        if (heartbeat) {
            // Before it is made: whoever wants one from now on gets another one.
            resetHeartbeatTrigger();
        }
        AppendEntriesRequestProto request;
        Batch batch;
        lock.lock();
        try {
            long committed = getRaftLog().getLastCommittedIndex();
            request = newAppendEntriesRequest(nextCall.getAndIncrement(), heartbeat);
            if (request == null) {
                return false;
            }
            batch = Batch.of(request);
            told = committed;
            if (!batch.heartbeat()) {
                inFlight.sent(batch);
                getFollower().increaseNextIndex(batch.end());
            }
        } finally {
            lock.unlock();
        }
        getFollower().updateLastRpcSendTime(batch.heartbeat());
        var unused = getServerRpc()
                .async()
                .appendEntriesAsync(request)
                .whenComplete((reply, thrown) -> settle(batch, reply, thrown));
        return true;
    }

    private void settle(Batch batch, @Nullable AppendEntriesReplyProto reply, @Nullable Throwable thrown) {
        try {
            if (reply == null) {
                failed(batch, thrown);
            } else {
                answered(batch, reply);
            }
        } catch (RuntimeException e) {
            LOG.error("an answer cannot be used: follower={} answer={}", getFollowerId(), reply, e);
        } finally {
            notifyLogAppender();
        }
    }

    private void answered(Batch batch, AppendEntriesReplyProto reply) {
        backoff.answered();
        heard();
        getFollower().updateLastRpcResponseTime();
        getFollower().updateLastRespondedAppendEntriesSendTime(batch.sentAt());
        switch (reply.getResult()) {
            case SUCCESS -> {
                recognized(batch);
                succeeded(batch, reply);
            }
            case INCONSISTENCY -> {
                recognized(batch);
                differs(batch, reply);
            }
            case NOT_LEADER -> onFollowerTerm(reply.getTerm());
            default -> LOG.warn("an unknown answer: follower={} answer={}", getFollowerId(), reply.getResult());
        }
        getLeaderState().onAppendEntriesReply(this, reply);
    }

    /** When the follower got it, it knew of no later leader. */
    private void recognized(Batch batch) {
        lock.lock();
        try {
            Timestamp before = recognizedAt;
            recognizedAt = before == null ? batch.sentAt() : Timestamp.latest(before, batch.sentAt());
        } finally {
            lock.unlock();
        }
        appenders.recognized(getServer());
    }

    /** What the follower has committed, it has, whoever sent it: a heartbeat alone may tell that it has caught up. */
    private void succeeded(Batch batch, AppendEntriesReplyProto reply) {
        long has = Math.max(reply.getMatchIndex(), reply.getFollowerCommit());
        boolean grew;
        lock.lock();
        try {
            inFlight.took(batch);
            grew = getFollower().updateMatchIndex(has);
            if (grew) {
                getFollower().updateNextIndex(has + 1);
            }
        } finally {
            lock.unlock();
        }
        getLeaderState().onFollowerCommitIndex(getFollower(), reply.getFollowerCommit());
        if (grew) {
            getLeaderState().onFollowerSuccessAppendEntries(getFollower());
        }
    }

    /** The follower's log ends elsewhere: from there on everything is sent again. */
    private void differs(Batch batch, AppendEntriesReplyProto reply) {
        lock.lock();
        try {
            if (isWanted(batch) && !transfer.isRunning()) {
                inFlight.forget();
                getFollower().setNextIndex(getNextIndexForInconsistency(batch.first(), reply.getNextIndex()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nobody knows what the follower took of what is in flight: all of it is sent again. */
    private void failed(Batch batch, @Nullable Throwable thrown) {
        lock.lock();
        try {
            if (isWanted(batch)) {
                told = RaftLog.INVALID_LOG_INDEX;
                backoff.failed();
                inFlight.forget().ifPresent(getFollower()::setNextIndex);
            }
        } finally {
            lock.unlock();
        }
        LOG.debug("entries are lost: follower={} first={}", getFollowerId(), batch.first(), thrown);
    }

    /** Whether it still matters what became of a batch; of a heartbeat, whether no entries tell more. */
    private boolean isWanted(Batch batch) {
        return batch.heartbeat() ? inFlight.isEmpty() : inFlight.contains(batch);
    }
}
