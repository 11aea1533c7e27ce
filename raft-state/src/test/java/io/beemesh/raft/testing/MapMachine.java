package io.beemesh.raft.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;

/** A map of text: {@code key=value} writes, {@code key} reads. */
public final class MapMachine extends BaseStateMachine {
    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
    private final Map<String, String> map = new TreeMap<>();
    private final List<String> applied = new ArrayList<>();
    private int loaded;

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
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    private synchronized void load(SingleFileSnapshotInfo snapshot) {
        if (snapshot == null) {
            return;
        }
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(Files.newInputStream(snapshot.getFile().getPath())))) {
            map.clear();
            for (int left = in.readInt(); left > 0; left--) {
                map.put(in.readUTF(), in.readUTF());
            }
            setLastAppliedTermIndex(snapshot.getTermIndex());
            loaded++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Whole or not at all: what has the name of a snapshot is taken for one at once.
    @Override
    public synchronized long takeSnapshot() throws IOException {
        TermIndex last = getLastAppliedTermIndex();
        Path file = storage.getSnapshotFile(last.getTerm(), last.getIndex()).toPath();
        Path draft = file.resolveSibling("draft");
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(draft)))) {
            out.writeInt(map.size());
            for (Map.Entry<String, String> entry : map.entrySet()) {
                out.writeUTF(entry.getKey());
                out.writeUTF(entry.getValue());
            }
        }
        MD5Hash sum = MD5FileUtil.computeMd5ForFile(draft.toFile());
        MD5FileUtil.saveMD5File(file.toFile(), sum);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        storage.updateLatestSnapshot(new SingleFileSnapshotInfo(new FileInfo(file, sum), last));
        return last.getIndex();
    }

    @Override
    public CompletableFuture<Message> query(Message request) {
        return CompletableFuture.completedFuture(
                Message.valueOf(value(request.getContent().toStringUtf8())));
    }

    /** What is under a key here, which may be behind; {@code none} for nothing. */
    public synchronized String value(String key) {
        return map.getOrDefault(key, "none");
    }

    /** The keys here, sorted. */
    public synchronized Set<String> keys() {
        return new TreeSet<>(map.keySet());
    }

    /** The keys that were written here since the start, in the order of the log. */
    public synchronized List<String> applied() {
        return List.copyOf(applied);
    }

    /** How many snapshots were loaded. */
    public synchronized int loaded() {
        return loaded;
    }

    @Override
    public synchronized CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        String[] pair =
                entry.getStateMachineLogEntry().getLogData().toStringUtf8().split("=", 2);
        map.put(pair[0], pair[1]);
        applied.add(pair[0]);
        updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
        return CompletableFuture.completedFuture(Message.valueOf("ok"));
    }
}
