package io.beemesh.raft.stores;

import com.google.protobuf.ByteString;
import io.beemesh.raft.replica.Replica;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.request.Outcome;
import io.beemesh.raft.store.request.Reserved;
import io.beemesh.raft.store.wire.Answer;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.Compare;
import io.beemesh.raft.store.wire.DeleteRangeRequest;
import io.beemesh.raft.store.wire.KeyValue;
import io.beemesh.raft.store.wire.PutRequest;
import io.beemesh.raft.store.wire.RangeRequest;
import io.beemesh.raft.store.wire.RangeResponse;
import io.beemesh.raft.store.wire.RequestOp;
import io.beemesh.raft.store.wire.TxnRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A shelf as keys of the group's own store, beside those of its claims. */
record GroupShelf(Replica replica) implements Shelf {
    private static final String PREFIX = Reserved.PREFIX + "pods/";

    @Override
    public List<Kept> all() {
        return replica.readHere(GroupShelf::kept) instanceof Outcome.Done<List<Kept>>(List<Kept> all) ? all : List.of();
    }

    /** Who holds which name, and what is kept, at one moment. */
    private static Outcome<List<Kept>> kept(Keyspace here) {
        Map<String, String> holders = new HashMap<>();
        below(here, GroupClaims.PREFIX)
                .forEach(claim -> holders.put(
                        name(claim, GroupClaims.PREFIX), claim.getValue().toStringUtf8()));
        return Outcome.done(below(here, PREFIX).stream()
                .map(key -> new Kept(
                        name(key, PREFIX),
                        key.getValue(),
                        key.getModRevision(),
                        Optional.ofNullable(holders.get(name(key, PREFIX)))))
                .toList());
    }

    private static String name(KeyValue key, String prefix) {
        return key.getKey().toStringUtf8().substring(prefix.length());
    }

    private static List<KeyValue> below(Keyspace here, String prefix) {
        RangeRequest range = RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(prefix))
                .setRangeEnd(ByteString.copyFromUtf8(after(prefix)))
                .build();
        return here.range(range) instanceof Outcome.Done<RangeResponse>(RangeResponse found)
                ? found.getKvsList()
                : List.of();
    }

    /** The first key that is not below a prefix, which ends in a slash. */
    private static String after(String prefix) {
        return prefix.substring(0, prefix.length() - 1) + (char) ('/' + 1);
    }

    @Override
    public boolean put(String name, String holder, ByteString thing) {
        Compare held = Compare.newBuilder()
                .setKey(ByteString.copyFromUtf8(GroupClaims.PREFIX + name))
                .setTarget(Compare.CompareTarget.VALUE)
                .setResult(Compare.CompareResult.EQUAL)
                .setValue(ByteString.copyFromUtf8(holder))
                .build();
        RequestOp put = RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder().setKey(key(name)).setValue(thing))
                .build();
        return change(held, put);
    }

    @Override
    public boolean remove(Kept kept) {
        Compare same = Compare.newBuilder()
                .setKey(key(kept.name()))
                .setTarget(Compare.CompareTarget.MOD)
                .setResult(Compare.CompareResult.EQUAL)
                .setModRevision(kept.revision())
                .build();
        RequestOp delete = RequestOp.newBuilder()
                .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key(kept.name())))
                .build();
        return change(same, delete);
    }

    private static ByteString key(String name) {
        return ByteString.copyFromUtf8(PREFIX + name);
    }

    private boolean change(Compare condition, RequestOp operation) {
        Answer answer = replica.change(Command.newBuilder()
                .setTxn(TxnRequest.newBuilder().addCompare(condition).addSuccess(operation)));
        return answer.hasTxn() && answer.getTxn().getSucceeded();
    }
}
