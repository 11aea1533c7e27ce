package io.beemesh.raft.linearizability;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.beemesh.raft.linearizability.Call.Answer;
import io.beemesh.raft.linearizability.Call.Wish;
import io.beemesh.raft.store.testing.GrpcTarget;
import io.beemesh.raft.store.wire.CompactionRequest;
import io.beemesh.raft.store.wire.CompactionResponse;
import io.beemesh.raft.store.wire.Compare;
import io.beemesh.raft.store.wire.DeleteRangeRequest;
import io.beemesh.raft.store.wire.DeleteRangeResponse;
import io.beemesh.raft.store.wire.KeyValue;
import io.beemesh.raft.store.wire.PutRequest;
import io.beemesh.raft.store.wire.PutResponse;
import io.beemesh.raft.store.wire.RangeRequest;
import io.beemesh.raft.store.wire.RangeResponse;
import io.beemesh.raft.store.wire.RequestOp;
import io.beemesh.raft.store.wire.StatusRequest;
import io.beemesh.raft.store.wire.StatusResponse;
import io.beemesh.raft.store.wire.TxnRequest;
import io.beemesh.raft.store.wire.TxnResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor.MethodType;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.apache.ratis.thirdparty.io.grpc.stub.ClientCalls;

/** What asks the store of one host. A {@link StatusRuntimeException} says that nobody knows what came of a call. */
public final class StoreClient implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final GrpcTarget target;
    private final Duration answer;

    /** Connects when it is asked. */
    public StoreClient(String address) {
        this(address, ANSWER);
    }

    /**
     * The same with another patience.
     *
     * @param answer how long an answer may take
     */
    public StoreClient(String address, Duration answer) {
        target = new GrpcTarget(address);
        this.answer = answer;
    }

    /** What it answers. */
    public Answer ask(Wish wish) {
        ByteString key = ByteString.copyFromUtf8(wish.key());
        return switch (wish.op()) {
            case "get" -> new Answer(true, value(range(key).getKvsList()));
            case "put" -> {
                PutResponse unused = call("KV/Put", put(wish).build(), PutResponse.parser());
                yield new Answer(true, "");
            }
            case "delete" -> {
                DeleteRangeRequest request =
                        DeleteRangeRequest.newBuilder().setKey(key).build();
                DeleteRangeResponse unused = call("KV/DeleteRange", request, DeleteRangeResponse.parser());
                yield new Answer(true, "");
            }
            case "cas" -> swap(wish, key);
            default -> throw new IllegalArgumentException("no such call: " + wish.op());
        };
    }

    /** The number that a leader is known by; 0 if nobody is known to lead. */
    long leader() {
        return status().getLeader();
    }

    /** Whether the one that is asked leads. */
    public boolean leads() {
        StatusResponse status = status();
        return status.getLeader() == status.getHeader().getMemberId();
    }

    /** Lets go of all that was before now, as whoever writes for long has to. */
    void compact() {
        CompactionRequest request = CompactionRequest.newBuilder()
                .setRevision(status().getHeader().getRevision())
                .build();
        CompactionResponse unused = call("KV/Compact", request, CompactionResponse.parser());
    }

    private StatusResponse status() {
        return call("Maintenance/Status", StatusRequest.getDefaultInstance(), StatusResponse.parser());
    }

    private RangeResponse range(ByteString key) {
        return call("KV/Range", RangeRequest.newBuilder().setKey(key).build(), RangeResponse.parser());
    }

    /** What is not there has no value that could be compared, but a version of 0. */
    private Answer swap(Wish wish, ByteString key) {
        Compare.Builder compare = wish.expected().isEmpty()
                ? Compare.newBuilder().setTarget(Compare.CompareTarget.VERSION).setVersion(0)
                : Compare.newBuilder()
                        .setTarget(Compare.CompareTarget.VALUE)
                        .setValue(ByteString.copyFromUtf8(wish.expected()));
        TxnResponse response = call(
                "KV/Txn",
                TxnRequest.newBuilder()
                        .addCompare(compare.setKey(key))
                        .addSuccess(RequestOp.newBuilder().setRequestPut(put(wish)))
                        .addFailure(RequestOp.newBuilder()
                                .setRequestRange(RangeRequest.newBuilder().setKey(key)))
                        .build(),
                TxnResponse.parser());
        return response.getSucceeded()
                ? new Answer(true, "")
                : new Answer(
                        false, value(response.getResponses(0).getResponseRange().getKvsList()));
    }

    private static PutRequest.Builder put(Wish wish) {
        return PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(wish.key()))
                .setValue(ByteString.copyFromUtf8(wish.value()));
    }

    private static String value(List<KeyValue> found) {
        return found.isEmpty() ? "" : found.getFirst().getValue().toStringUtf8();
    }

    private <T extends MessageLite> T call(String method, MessageLite request, Parser<T> parser) {
        MessageLite response = ClientCalls.blockingUnaryCall(
                target.channel(),
                GrpcTarget.method(method, MethodType.UNARY, parser),
                CallOptions.DEFAULT.withDeadlineAfter(answer.toMillis(), TimeUnit.MILLISECONDS),
                request);
        @SuppressWarnings("unchecked") // It was made by that parser.
        T made = (T) response;
        return made;
    }

    @Override
    public void close() {
        target.close();
    }
}
