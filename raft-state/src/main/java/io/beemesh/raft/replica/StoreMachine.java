package io.beemesh.raft.replica;

import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.Snapshot;
import io.beemesh.raft.store.wire.Answer;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.Question;
import io.beemesh.raft.store.wire.Reply;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * The keyspace of one member. Entries are {@link Command}s, queries {@link Question}s.
 *
 * <p>Ratis changes it by one thread; any thread may read.
 */
public final class StoreMachine extends BaseStateMachine {
    private static final String DRAFT = "draft";

    /**
     * A larger answer is not sent: the member beside whoever asked has it too. Ratis has every member hold what is sent
     * for a minute, for whoever asks for the same again.
     */
    private static final int ANSWER_BYTES_MAX = 1 << 10;

    private static final Answer BESIDE = Answer.newBuilder().setBeside(true).build();

    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Applied applied = new Applied();
    private volatile @Nullable BiConsumer<Command, Answer> witness;
    private volatile Supplier<CompletableFuture<Long>> leadership =
            () -> CompletableFuture.failedFuture(new IOException("nobody knows who leads"));
    private final LeaseClock leases;
    private final long quotaBytes;
    private Keyspace keyspace;
    private volatile @Nullable SnapshotInfo latest;

    /** An empty one, until Ratis has it read its snapshot. */
    public StoreMachine(LeaseClock leases, long quotaBytes) {
        this.leases = leases;
        this.quotaBytes = quotaBytes;
        this.keyspace = new Keyspace(quotaBytes);
    }

    /** When the leases are over, while this member leads. */
    public LeaseClock leases() {
        return leases;
    }

    /** Reads what is here now, which may be behind what others have; nothing changes meanwhile. */
    public <T extends @Nullable Object> T read(Function<Keyspace, T> reader) {
        lock.readLock().lock();
        try {
            return reader.apply(keyspace);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Has one told what comes of every change, by the thread that makes changes. */
    void witness(BiConsumer<Command, Answer> made) {
        witness = made;
    }

    /** Has it ask for what makes sure that this member leads: what only the leader answers is true then. */
    void confirmedBy(Supplier<CompletableFuture<Long>> leading) {
        leadership = leading;
    }

    /** When an entry of the log and all before it are applied. */
    CompletableFuture<Long> applied(long index) {
        return applied.await(index);
    }

    @Override
    protected boolean updateLastAppliedTermIndex(TermIndex last) {
        boolean updated = super.updateLastAppliedTermIndex(last);
        applied.reached(last.getIndex());
        return updated;
    }

    /** Has somebody told of every change, by the thread that makes changes: it must not take long. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    /** The opposite. Idempotent. */
    public void unlisten(Runnable listener) {
        listeners.remove(listener);
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage) throws IOException {
        getLifeCycle().startAndTransition(() -> {
            super.initialize(server, group, raftStorage);
            storage.init(raftStorage);
            load(storage.getLatestSnapshot());
        });
    }

    // Without these two a member that gets a snapshot ends.
    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public void reinitialize() throws IOException {
        getLifeCycle().startAndTransition(() -> load(storage.loadLatestSnapshot()));
        listeners.forEach(Runnable::run);
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    // A leader asks before each batch, and Ratis' storage would look into its folder each time while there is none.
    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        return latest;
    }

    private void load(@Nullable SingleFileSnapshotInfo snapshot) throws IOException {
        if (snapshot == null) {
            return;
        }
        Path file = snapshot.getFile().getPath();
        try (InputStream in = Files.newInputStream(file)) {
            Keyspace loaded = Snapshot.read(in, quotaBytes);
            lock.writeLock().lock();
            try {
                keyspace = loaded;
            } finally {
                lock.writeLock().unlock();
            }
        } catch (IOException e) {
            throw new IOException(
                    "cannot load " + file + "; if it is broken, leave the group and join it anew: " + e.getMessage(),
                    e);
        }
        latest = snapshot;
        setLastAppliedTermIndex(snapshot.getTermIndex());
        applied.reached(snapshot.getIndex());
    }

    // Whole or not at all: what has the name of a snapshot is taken for one at once.
    @Override
    public long takeSnapshot() throws IOException {
        TermIndex last = getLastAppliedTermIndex();
        Path file = storage.getSnapshotFile(last.getTerm(), last.getIndex()).toPath();
        Path draft = file.resolveSibling(DRAFT);
        write(draft);
        MD5Hash sum = MD5FileUtil.computeMd5ForFile(draft.toFile());
        MD5FileUtil.saveMD5File(file.toFile(), sum);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        SingleFileSnapshotInfo taken = new SingleFileSnapshotInfo(new FileInfo(file, sum), last);
        storage.updateLatestSnapshot(taken);
        latest = taken;
        return last.getIndex();
    }

    /**
     * Writes what is here now to a file that is on the disk then. Changes wait, reads do not.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        lock.readLock().lock();
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            Snapshot.write(keyspace, out);
            out.getFD().sync();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        try {
            Command command = Command.parseFrom(
                    entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer());
            boolean shared = command.getTogetherCount() > 0;
            List<Command> changes = shared ? command.getTogetherList() : List.of(command);
            List<Answer> made = make(changes);
            tell(changes, made);
            Answer answer = shared ? Answer.newBuilder().addAllTogether(made).build() : made.getFirst();
            updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
            listeners.forEach(Runnable::run);
            return CompletableFuture.completedFuture(
                    Messages.of(answer.getSerializedSize() > ANSWER_BYTES_MAX ? BESIDE : answer));
        } catch (IOException e) {
            // The same on every member: whoever wrote it learns that it did nothing.
            updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
            return CompletableFuture.failedFuture(e);
        }
    }

    private List<Answer> make(List<Command> changes) {
        lock.writeLock().lock();
        try {
            return changes.stream().map(this::make).toList();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private Answer make(Command change) {
        Answer answer = keyspace.apply(change);
        if (answer.hasLeaseGrant()) {
            leases.granted(
                    answer.getLeaseGrant().getID(), answer.getLeaseGrant().getTTL());
        }
        if (answer.hasLeaseRevoke()) {
            leases.revoked(change.getLeaseRevoke().getID());
        }
        return answer;
    }

    private void tell(List<Command> changes, List<Answer> made) {
        BiConsumer<Command, Answer> told = witness;
        for (int i = 0; told != null && i < changes.size(); i++) {
            told.accept(changes.get(i), made.get(i));
        }
    }

    @Override
    public CompletableFuture<Message> query(Message request) {
        try {
            Question question = Question.parseFrom(request.getContent().asReadOnlyByteBuffer());
            Reply reply =
                    switch (question.getQuestionCase()) {
                        case LEASE_KEEP_ALIVE -> leases.renew(question.getLeaseKeepAlive());
                        case LEASE_TIME_TO_LIVE -> read(here -> leases.timeToLive(question.getLeaseTimeToLive(), here));
                        case QUESTION_NOT_SET -> throw new IOException("a question of a later release");
                    };
            return reply.getNotLeader()
                    ? CompletableFuture.completedFuture(Messages.of(reply))
                    : leadership.get().thenApply(index -> Messages.of(reply));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void notifyLeaderReady() {
        read(here -> {
            leases.lead(here);
            return here;
        });
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) {
        leases.follow();
    }
}
