package io.beemesh.raft.store.request;

import io.beemesh.raft.store.wire.Compare;
import io.beemesh.raft.store.wire.DeleteRangeRequest;
import io.beemesh.raft.store.wire.PutRequest;
import io.beemesh.raft.store.wire.RangeRequest;
import io.beemesh.raft.store.wire.RequestOp;
import io.beemesh.raft.store.wire.TxnRequest;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be said of a request without the store that it is for. */
public final class Requests {
    /** Comparisons, or operations of one branch, that a transaction may have with the deepest one inside of it. */
    public static final int OPERATIONS_MAX = 128;

    /** What a change takes of the quota beside its key and value, as etcd estimates it. */
    public static final long CHANGE_BYTES = 256;

    private Requests() {}

    /** What is wrong with it; null for nothing. */
    public static @Nullable Refusal check(RangeRequest request) {
        return request.getKey().isEmpty() ? Refusal.EMPTY_KEY : null;
    }

    /** What is wrong with it; null for nothing. */
    public static @Nullable Refusal check(DeleteRangeRequest request) {
        return request.getKey().isEmpty() ? Refusal.EMPTY_KEY : null;
    }

    /** What is wrong with it; null for nothing. */
    public static @Nullable Refusal check(PutRequest request) {
        if (request.getKey().isEmpty()) {
            return Refusal.EMPTY_KEY;
        }
        if (request.getIgnoreValue() && !request.getValue().isEmpty()) {
            return Refusal.VALUE_PROVIDED;
        }
        return request.getIgnoreLease() && request.getLease() != 0 ? Refusal.LEASE_PROVIDED : null;
    }

    /** What is wrong with it; null for nothing. */
    public static @Nullable Refusal check(TxnRequest request) {
        Refusal wrong = check(request, OPERATIONS_MAX);
        if (wrong == null && !(Overlap.isFree(request.getSuccessList()) && Overlap.isFree(request.getFailureList()))) {
            return Refusal.DUPLICATE_KEY;
        }
        return wrong;
    }

    private static @Nullable Refusal check(TxnRequest request, int max) {
        int operations =
                Math.max(request.getCompareCount(), Math.max(request.getSuccessCount(), request.getFailureCount()));
        if (operations > max) {
            return Refusal.TOO_MANY_OPERATIONS;
        }
        for (Compare compare : request.getCompareList()) {
            if (compare.getKey().isEmpty()) {
                return Refusal.EMPTY_KEY;
            }
        }
        for (RequestOp operation : both(request).toList()) {
            Refusal wrong = check(operation, max - operations);
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    private static @Nullable Refusal check(RequestOp operation, int max) {
        return switch (operation.getRequestCase()) {
            case REQUEST_RANGE -> check(operation.getRequestRange());
            case REQUEST_PUT -> check(operation.getRequestPut());
            case REQUEST_DELETE_RANGE -> check(operation.getRequestDeleteRange());
            case REQUEST_TXN -> check(operation.getRequestTxn(), max);
            case REQUEST_NOT_SET -> Refusal.KEY_NOT_FOUND;
        };
    }

    /** Whether it changes nothing, whatever its comparisons say. As in etcd, a transaction inside of it may change. */
    public static boolean isReadOnly(TxnRequest request) {
        return both(request).allMatch(RequestOp::hasRequestRange);
    }

    /** Whether it is content with what a member knows. */
    public static boolean isSerializable(TxnRequest request) {
        Predicate<RequestOp> serializable = operation ->
                operation.hasRequestRange() && operation.getRequestRange().getSerializable();
        return both(request).allMatch(serializable);
    }

    private static Stream<RequestOp> both(TxnRequest request) {
        return Stream.concat(request.getSuccessList().stream(), request.getFailureList().stream());
    }

    /** What it takes of the quota, in bytes. */
    public static long bytes(PutRequest request) {
        return CHANGE_BYTES + request.getKey().size() + request.getValue().size();
    }

    /** What its greater branch takes of the quota, in bytes. */
    public static long bytes(TxnRequest request) {
        return Math.max(bytes(request.getSuccessList()), bytes(request.getFailureList()));
    }

    private static long bytes(List<RequestOp> operations) {
        return operations.stream()
                .mapToLong(operation -> switch (operation.getRequestCase()) {
                    case REQUEST_PUT -> bytes(operation.getRequestPut());
                    case REQUEST_TXN -> bytes(operation.getRequestTxn());
                    case REQUEST_RANGE, REQUEST_DELETE_RANGE, REQUEST_NOT_SET -> 0;
                })
                .sum();
    }
}
