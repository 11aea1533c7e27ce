package io.beemesh.raft.store;

import io.beemesh.raft.store.request.Refusal;
import io.beemesh.raft.store.wire.PutRequest;
import io.beemesh.raft.store.wire.RequestOp;
import io.beemesh.raft.store.wire.ResponseHeader;
import io.beemesh.raft.store.wire.ResponseOp;
import io.beemesh.raft.store.wire.TxnRequest;
import io.beemesh.raft.store.wire.TxnResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The branch that a transaction takes, with those that the transactions in it take: all are chosen before anything is
 * changed.
 *
 * @param inner of the transactions among its operations, in their order
 */
record Branches(boolean succeeded, List<RequestOp> operations, List<Branches> inner) {
    static Branches of(TxnRequest request, History history, long revision) {
        boolean succeeded = Comparison.hold(request.getCompareList(), history, revision);
        List<RequestOp> operations = succeeded ? request.getSuccessList() : request.getFailureList();
        List<Branches> inner = operations.stream()
                .filter(RequestOp::hasRequestTxn)
                .map(operation -> of(operation.getRequestTxn(), history, revision))
                .toList();
        return new Branches(succeeded, operations, inner);
    }

    /** Why it cannot be done: what its puts want comes before what its ranges want. Null for nothing. */
    @Nullable
    Refusal check(Function<PutRequest, @Nullable Refusal> puts, Function<Long, @Nullable Refusal> rangeRevisions) {
        return Stream.concat(
                        all().filter(RequestOp::hasRequestPut).map(operation -> puts.apply(operation.getRequestPut())),
                        all().filter(RequestOp::hasRequestRange)
                                .map(operation -> rangeRevisions.apply(
                                        operation.getRequestRange().getRevision())))
                .filter(refusal -> refusal != null)
                .findFirst()
                .orElse(null);
    }

    private Stream<RequestOp> all() {
        Queue<Branches> left = new ArrayDeque<>(inner);
        return operations.stream()
                .flatMap(operation -> operation.hasRequestTxn() ? left.remove().all() : Stream.of(operation));
    }

    /** Does it. */
    TxnResponse.Builder apply(Transaction transaction, History history) {
        Deque<Branches> left = new ArrayDeque<>(inner);
        TxnResponse.Builder response = TxnResponse.newBuilder()
                .setHeader(ResponseHeader.getDefaultInstance())
                .setSucceeded(succeeded);
        for (RequestOp operation : operations) {
            ResponseOp.Builder done = ResponseOp.newBuilder();
            switch (operation.getRequestCase()) {
                case REQUEST_RANGE ->
                    done.setResponseRange(
                            RangeQuery.answer(operation.getRequestRange(), history, transaction.revision()));
                case REQUEST_PUT -> done.setResponsePut(transaction.put(operation.getRequestPut()));
                case REQUEST_DELETE_RANGE ->
                    done.setResponseDeleteRange(transaction.delete(operation.getRequestDeleteRange()));
                case REQUEST_TXN -> done.setResponseTxn(left.remove().apply(transaction, history));
                case REQUEST_NOT_SET -> {}
            }
            response.addResponses(done);
        }
        return response;
    }
}
