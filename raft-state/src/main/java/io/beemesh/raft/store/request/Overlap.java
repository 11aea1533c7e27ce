package io.beemesh.raft.store.request;

import com.google.protobuf.ByteString;
import io.beemesh.raft.store.wire.DeleteRangeRequest;
import io.beemesh.raft.store.wire.RequestOp;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The keys that a list of operations puts and deletes: no key may be put twice, or put and deleted, for all changes of
 * a transaction happen at once. Branches of one transaction inside do not meet.
 */
final class Overlap {
    private final Set<ByteString> puts = new HashSet<>();
    private final KeySet deletes = new KeySet();

    private Overlap() {}

    static boolean isFree(List<RequestOp> operations) {
        return new Overlap().takes(operations);
    }

    // In etcd's order (checkIntervals): what this level deletes, what the levels below put, what this one puts.
    private boolean takes(List<RequestOp> operations) {
        for (RequestOp operation : operations) {
            if (operation.hasRequestDeleteRange()) {
                deletes.add(deleted(operation.getRequestDeleteRange()));
            }
        }
        for (RequestOp operation : operations) {
            if (operation.hasRequestTxn() && !takesBranches(operation)) {
                return false;
            }
        }
        for (RequestOp operation : operations) {
            if (operation.hasRequestPut()
                    && !(isFree(operation.getRequestPut().getKey())
                            && puts.add(operation.getRequestPut().getKey()))) {
                return false;
            }
        }
        return true;
    }

    private boolean takesBranches(RequestOp operation) {
        Overlap success = new Overlap();
        Overlap failure = new Overlap();
        if (!success.takes(operation.getRequestTxn().getSuccessList())
                || !failure.takes(operation.getRequestTxn().getFailureList())) {
            return false;
        }
        for (ByteString key : success.puts) {
            if (!isFree(key) || !puts.add(key)) {
                return false;
            }
        }
        for (ByteString key : failure.puts) {
            if (deletes.contains(key) || (!puts.add(key) && !success.puts.contains(key))) {
                return false;
            }
        }
        deletes.addAll(success.deletes);
        deletes.addAll(failure.deletes);
        return true;
    }

    private boolean isFree(ByteString key) {
        return !puts.contains(key) && !deletes.contains(key);
    }

    // As etcd sees it here: an end of a zero byte is no more than that, so that what is deleted from a key on may be
    // put.
    private static KeyRange deleted(DeleteRangeRequest request) {
        ByteString end = request.getRangeEnd();
        return new KeyRange(request.getKey(), end, end.isEmpty());
    }
}
