package io.beemesh.raft.store;

import com.google.protobuf.ByteString;
import io.beemesh.raft.store.request.KeyRange;
import io.beemesh.raft.store.wire.DeleteRangeRequest;
import io.beemesh.raft.store.wire.DeleteRangeResponse;
import io.beemesh.raft.store.wire.KeyValue;
import io.beemesh.raft.store.wire.PutRequest;
import io.beemesh.raft.store.wire.PutResponse;
import io.beemesh.raft.store.wire.ResponseHeader;
import java.util.ArrayList;
import java.util.List;

/** Changes that happen at once, at the revision after the one that is now. Who makes one has checked the request. */
final class Transaction {
    private final History history;
    private final Leases leases;
    private final long begin;
    private long changes;

    Transaction(History history, Leases leases, long begin) {
        this.history = history;
        this.leases = leases;
        this.begin = begin;
    }

    /** The revision that it is at: the next one once it has changed something. */
    long revision() {
        return changes > 0 ? begin + 1 : begin;
    }

    PutResponse put(PutRequest request) {
        ByteString key = request.getKey();
        KeyValue before = history.get(key, revision());
        KeyValue.Builder after = KeyValue.newBuilder()
                .setKey(key)
                .setValue(before != null && request.getIgnoreValue() ? before.getValue() : request.getValue())
                .setLease(before != null && request.getIgnoreLease() ? before.getLease() : request.getLease())
                .setCreateRevision(before == null ? begin + 1 : before.getCreateRevision())
                .setModRevision(begin + 1)
                .setVersion(before == null ? 1 : before.getVersion() + 1);
        if (before != null) {
            leases.detach(before.getLease(), key);
        }
        leases.attach(after.getLease(), key);
        add(after.build(), false);
        PutResponse.Builder response = PutResponse.newBuilder().setHeader(header(begin + 1));
        if (before != null && request.getPrevKv()) {
            response.setPrevKv(before);
        }
        return response.build();
    }

    DeleteRangeResponse delete(DeleteRangeRequest request) {
        List<KeyValue> found = new ArrayList<>();
        history.forEach(KeyRange.of(request.getKey(), request.getRangeEnd()), revision(), found::add);
        found.forEach(this::delete);
        DeleteRangeResponse.Builder response =
                DeleteRangeResponse.newBuilder().setDeleted(found.size()).setHeader(header(revision()));
        if (request.getPrevKv()) {
            response.addAllPrevKvs(found);
        }
        return response.build();
    }

    private void delete(KeyValue kv) {
        leases.detach(kv.getLease(), kv.getKey());
        add(KeyValue.newBuilder().setKey(kv.getKey()).build(), true);
    }

    private void add(KeyValue kv, boolean deleted) {
        history.add(new Change(new Revision(begin + 1, changes), kv, deleted));
        changes++;
    }

    static ResponseHeader header(long revision) {
        return ResponseHeader.newBuilder().setRevision(revision).build();
    }
}
