package io.beemesh.raft.front;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.beemesh.raft.replica.Replica;
import io.beemesh.raft.store.request.KeyRange;
import io.beemesh.raft.store.request.Outcome;
import io.beemesh.raft.store.request.Refusal;
import io.beemesh.raft.store.request.Requests;
import io.beemesh.raft.store.request.Reserved;
import io.beemesh.raft.store.wire.Answer;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.CompactionRequest;
import io.beemesh.raft.store.wire.CompactionResponse;
import io.beemesh.raft.store.wire.DeleteRangeRequest;
import io.beemesh.raft.store.wire.DeleteRangeResponse;
import io.beemesh.raft.store.wire.PutRequest;
import io.beemesh.raft.store.wire.PutResponse;
import io.beemesh.raft.store.wire.RangeRequest;
import io.beemesh.raft.store.wire.RangeResponse;
import io.beemesh.raft.store.wire.TxnRequest;
import io.beemesh.raft.store.wire.TxnResponse;
import java.time.Duration;
import java.util.function.Function;
import org.apache.ratis.thirdparty.io.grpc.ServerServiceDefinition;
import org.jspecify.annotations.Nullable;

/** Keys: what is wrong with a request by itself is said here, before it costs the group an entry. */
final class KvService {
    private static final Duration LEADER_RECENT = Duration.ofSeconds(10);

    private final Replica replica;

    KvService(Replica replica) {
        this.replica = replica;
    }

    ServerServiceDefinition definition() {
        return new Methods("KV")
                .unary("Range", RangeRequest.getDefaultInstance(), RangeResponse.getDefaultInstance(), this::range)
                .unary("Put", PutRequest.getDefaultInstance(), PutResponse.getDefaultInstance(), this::put)
                .unary(
                        "DeleteRange",
                        DeleteRangeRequest.getDefaultInstance(),
                        DeleteRangeResponse.getDefaultInstance(),
                        this::delete)
                .unary("Txn", TxnRequest.getDefaultInstance(), TxnResponse.getDefaultInstance(), this::txn)
                .unary(
                        "Compact",
                        CompactionRequest.getDefaultInstance(),
                        CompactionResponse.getDefaultInstance(),
                        this::compact)
                .build();
    }

    private Outcome<RangeResponse> range(RangeRequest request) {
        Refusal wrong = Requests.check(request);
        if (wrong != null) {
            return Outcome.refused(wrong);
        }
        Outcome<RangeResponse> outcome = request.getSerializable()
                ? replica.readHere(here -> here.range(request))
                : replica.read(here -> here.range(request));
        return outcome.map(answer -> answer.toBuilder()
                .setHeader(replica.header(answer.getHeader().getRevision()))
                .build());
    }

    private Outcome<PutResponse> put(PutRequest request) {
        Refusal wrong = Reserved.isTouchedBy(request) ? denied() : Requests.check(request);
        return change(wrong, request, Command.newBuilder().setPut(request), Answer::getPut)
                .map(answer -> answer.toBuilder()
                        .setHeader(replica.header(answer.getHeader().getRevision()))
                        .build());
    }

    private Outcome<DeleteRangeResponse> delete(DeleteRangeRequest request) {
        Command.Builder command = Command.newBuilder().setDeleteRange(request);
        Refusal wrong = Reserved.isTouchedBy(request, this::mayExist) ? denied() : Requests.check(request);
        return change(wrong, request, command, Answer::getDeleteRange).map(answer -> answer.toBuilder()
                .setHeader(replica.header(answer.getHeader().getRevision()))
                .build());
    }

    private Outcome<TxnResponse> txn(TxnRequest request) {
        Refusal wrong = Requests.check(request);
        Outcome<TxnResponse> outcome;
        if (wrong == null && Requests.isReadOnly(request)) {
            outcome = Requests.isSerializable(request)
                    ? replica.readHere(here -> here.txn(request))
                    : replica.read(here -> here.txn(request));
        } else if (Reserved.isTouchedBy(request, this::mayExist)) {
            outcome = Outcome.refused(denied());
        } else {
            outcome = change(wrong, request, Command.newBuilder().setTxn(request), Answer::getTxn);
        }
        return outcome.map(answer -> answer.toBuilder()
                .setHeader(replica.header(answer.getHeader().getRevision()))
                .build());
    }

    /** Whether there is a key in a range, by all writes until now; if nobody can say, there may be. */
    private boolean mayExist(KeyRange keys) {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(keys.from())
                .setRangeEnd(keys.end() == null ? ByteString.EMPTY : keys.end())
                .setLimit(1)
                .build();
        return !keys.isEmpty()
                && !(replica.read(here -> here.range(request))
                                instanceof Outcome.Done<RangeResponse>(RangeResponse found)
                        && found.getKvsCount() == 0);
    }

    private Refusal denied() {
        return replica.hasLeader(LEADER_RECENT) ? Refusal.PERMISSION_DENIED : Refusal.NO_LEADER;
    }

    private Outcome<CompactionResponse> compact(CompactionRequest request) {
        Command.Builder command = Command.newBuilder().setCompaction(request);
        return change(null, request, command, Answer::getCompaction).map(answer -> answer.toBuilder()
                .setHeader(replica.header(answer.getHeader().getRevision()))
                .build());
    }

    private <T> Outcome<T> change(
            @Nullable Refusal wrong, MessageLite request, Command.Builder command, Function<Answer, T> answer) {
        if (wrong != null) {
            return Outcome.refused(wrong);
        }
        if (request.getSerializedSize() > EtcdServer.REQUEST_BYTES_MAX) {
            return Outcome.refused(Refusal.REQUEST_TOO_LARGE);
        }
        return Methods.outcome(replica.change(command), answer);
    }
}
