package io.beemesh.raft.store.testing;

import com.google.protobuf.MessageLite;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.request.Outcome;
import io.beemesh.raft.store.request.Refusal;
import io.beemesh.raft.store.wire.AlarmRequest;
import io.beemesh.raft.store.wire.Answer;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.CompactionRequest;
import io.beemesh.raft.store.wire.DeleteRangeRequest;
import io.beemesh.raft.store.wire.HashKVRequest;
import io.beemesh.raft.store.wire.LeaseGrantRequest;
import io.beemesh.raft.store.wire.LeaseRevokeRequest;
import io.beemesh.raft.store.wire.PutRequest;
import io.beemesh.raft.store.wire.RangeRequest;
import io.beemesh.raft.store.wire.TxnRequest;

/** A keyspace, asked without a group and a front. */
public final class KeyspaceTarget implements Target {
    private final Keyspace keyspace = new Keyspace(Keyspace.QUOTA_BYTES);

    /** What has been asked. */
    public Keyspace keyspace() {
        return keyspace;
    }

    @Override
    public String ask(Call call) {
        Command.Builder command = Command.newBuilder();
        return switch (call.request()) {
            case RangeRequest range -> answer(keyspace.range(range));
            case HashKVRequest hash -> answer(keyspace.hash(hash.getRevision()));
            case PutRequest put -> apply(command.setPut(put));
            case DeleteRangeRequest delete -> apply(command.setDeleteRange(delete));
            case TxnRequest txn -> apply(command.setTxn(txn));
            case CompactionRequest compaction -> apply(command.setCompaction(compaction));
            case LeaseGrantRequest grant -> apply(command.setLeaseGrant(grant));
            case LeaseRevokeRequest revoke -> apply(command.setLeaseRevoke(revoke));
            case AlarmRequest alarm -> apply(command.setAlarm(alarm));
            default -> throw new IllegalArgumentException("a keyspace alone does not answer " + call.method());
        };
    }

    private String apply(Command.Builder command) {
        Answer answer = keyspace.apply(command.build());
        return switch (answer.getResultCase()) {
            case REFUSAL -> refused(Refusal.valueOf(answer.getRefusal()));
            case PUT -> Answers.of(answer.getPut());
            case DELETE_RANGE -> Answers.of(answer.getDeleteRange());
            case TXN -> Answers.of(answer.getTxn());
            case COMPACTION -> Answers.of(answer.getCompaction());
            case LEASE_GRANT -> Answers.of(answer.getLeaseGrant());
            case LEASE_REVOKE -> Answers.of(answer.getLeaseRevoke());
            case ALARM -> Answers.of(answer.getAlarm());
            case BESIDE, RESULT_NOT_SET -> "";
        };
    }

    private static String answer(Outcome<? extends MessageLite> outcome) {
        return switch (outcome) {
            case Outcome.Done<? extends MessageLite>(MessageLite answer) -> Answers.of(answer);
            case Outcome.Refused<? extends MessageLite>(Refusal why) -> refused(why);
        };
    }

    private static String refused(Refusal why) {
        return Answers.refused(why.code().number(), why.words());
    }
}
