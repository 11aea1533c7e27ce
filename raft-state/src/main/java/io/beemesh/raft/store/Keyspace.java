package io.beemesh.raft.store;

import com.google.protobuf.ByteString;
import io.beemesh.raft.store.request.Outcome;
import io.beemesh.raft.store.request.Refusal;
import io.beemesh.raft.store.request.Requests;
import io.beemesh.raft.store.wire.AlarmMember;
import io.beemesh.raft.store.wire.AlarmRequest;
import io.beemesh.raft.store.wire.AlarmResponse;
import io.beemesh.raft.store.wire.AlarmType;
import io.beemesh.raft.store.wire.Answer;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.CompactionRequest;
import io.beemesh.raft.store.wire.CompactionResponse;
import io.beemesh.raft.store.wire.DeleteRangeRequest;
import io.beemesh.raft.store.wire.DeleteRangeResponse;
import io.beemesh.raft.store.wire.HashKVResponse;
import io.beemesh.raft.store.wire.KeyValue;
import io.beemesh.raft.store.wire.LeaseGrantRequest;
import io.beemesh.raft.store.wire.LeaseGrantResponse;
import io.beemesh.raft.store.wire.LeaseRevokeRequest;
import io.beemesh.raft.store.wire.LeaseRevokeResponse;
import io.beemesh.raft.store.wire.PutRequest;
import io.beemesh.raft.store.wire.PutResponse;
import io.beemesh.raft.store.wire.RangeRequest;
import io.beemesh.raft.store.wire.RangeResponse;
import io.beemesh.raft.store.wire.TxnRequest;
import io.beemesh.raft.store.wire.TxnResponse;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a store holds. Members that apply the same changes in the same order hold the same: nothing here depends on
 * time, chance or place. Headers of answers have a revision only.
 *
 * <p>All is kept in memory, with every change since the last compaction, up to a quota. At the quota the alarm NOSPACE
 * is raised, and what would grow is refused until the alarm is taken back. For one thread that changes, or many that
 * read.
 */
public final class Keyspace {
    /** What a store may take unless it is told otherwise: changes in bytes of keys and values, and 256 each. */
    public static final long QUOTA_BYTES = 512L << 20;

    private final History history = new History();
    private final Leases leases = new Leases();
    private final Alarms alarms = new Alarms();
    private final long quotaBytes;
    private long revision = 1;
    private long compacted = -1;

    /** An empty one. */
    public Keyspace(long quotaBytes) {
        this.quotaBytes = quotaBytes;
    }

    /** One that was before. */
    Keyspace(long quotaBytes, long revision, long compacted) {
        this(quotaBytes);
        this.revision = revision;
        this.compacted = compacted;
    }

    /** Makes a change, or says why not; then nothing has changed but that an alarm may have been raised. */
    public Answer apply(Command command) {
        Refusal full = command.hasAlarm() ? null : full(command);
        if (full != null) {
            return refusal(full);
        }
        Answer.Builder to = Answer.newBuilder();
        return switch (command.getChangeCase()) {
            case PUT -> answer(put(command.getPut()), to::setPut);
            case DELETE_RANGE -> answer(deleteRange(command.getDeleteRange()), to::setDeleteRange);
            case TXN -> answer(txn(command.getTxn()), to::setTxn);
            case COMPACTION -> answer(compact(command.getCompaction()), to::setCompaction);
            case LEASE_GRANT -> answer(grant(command.getLeaseGrant()), to::setLeaseGrant);
            case LEASE_REVOKE -> answer(revoke(command.getLeaseRevoke()), to::setLeaseRevoke);
            case ALARM -> answer(Outcome.done(alarm(command.getAlarm())), to::setAlarm);
            // Of a later release: whoever asked learns that it was not done.
            case CHANGE_NOT_SET -> refusal(Refusal.KEY_NOT_FOUND);
        };
    }

    private static <T> Answer answer(Outcome<T> outcome, Function<T, Answer.Builder> into) {
        return switch (outcome) {
            case Outcome.Done<T>(T done) -> into.apply(done).build();
            case Outcome.Refused<T>(Refusal why) -> refusal(why);
        };
    }

    private static Answer refusal(Refusal why) {
        return Answer.newBuilder().setRefusal(why.name()).build();
    }

    // An alarm tells every member the same, so that it is raised with the entry that finds no room.
    private @Nullable Refusal full(Command command) {
        if (alarms.has(AlarmType.CORRUPT)) {
            return Refusal.CORRUPT;
        }
        long wanted = growth(command);
        if (wanted > 0 && !alarms.has(AlarmType.NOSPACE) && bytes() + wanted >= quotaBytes) {
            alarms.raise(command.getMember(), AlarmType.NOSPACE);
        }
        return wanted > 0 && alarms.has(AlarmType.NOSPACE) ? Refusal.NO_SPACE : null;
    }

    private static long growth(Command command) {
        return switch (command.getChangeCase()) {
            case PUT -> Requests.bytes(command.getPut());
            case TXN -> Requests.bytes(command.getTxn());
            case LEASE_GRANT -> Leases.OVERHEAD_BYTES;
            case DELETE_RANGE, COMPACTION, LEASE_REVOKE, ALARM, CHANGE_NOT_SET -> 0;
        };
    }

    /** What the keys of a range hold. */
    public Outcome<RangeResponse> range(RangeRequest request) {
        Refusal wrong = Requests.check(request);
        if (wrong == null) {
            wrong = checkRange(request.getRevision());
        }
        return wrong != null ? Outcome.refused(wrong) : Outcome.done(RangeQuery.answer(request, history, revision));
    }

    private @Nullable Refusal checkRange(long wanted) {
        if (wanted > revision) {
            return Refusal.FUTURE_REVISION;
        }
        return (wanted <= 0 ? revision : wanted) < compacted ? Refusal.COMPACTED : null;
    }

    Outcome<PutResponse> put(PutRequest request) {
        Refusal wrong = Requests.check(request);
        if (wrong == null) {
            wrong = checkLease(request);
        }
        if (wrong == null) {
            wrong = checkBefore(request);
        }
        if (wrong != null) {
            return Outcome.refused(wrong);
        }
        return Outcome.done(changed(Transaction::put, request));
    }

    private @Nullable Refusal checkLease(PutRequest request) {
        return request.getLease() != 0 && !leases.contains(request.getLease()) ? Refusal.LEASE_NOT_FOUND : null;
    }

    private @Nullable Refusal checkBefore(PutRequest request) {
        boolean wanted = request.getIgnoreValue() || request.getIgnoreLease();
        return wanted && history.get(request.getKey(), revision) == null ? Refusal.KEY_NOT_FOUND : null;
    }

    Outcome<DeleteRangeResponse> deleteRange(DeleteRangeRequest request) {
        Refusal wrong = Requests.check(request);
        return wrong != null ? Outcome.refused(wrong) : Outcome.done(changed(Transaction::delete, request));
    }

    private <Q, R> R changed(BiFunction<Transaction, Q, R> change, Q request) {
        Transaction transaction = new Transaction(history, leases, revision);
        R response = change.apply(transaction, request);
        revision = transaction.revision();
        return response;
    }

    /** Does what one branch of it says; one that {@link Requests#isReadOnly changes nothing} needs no entry. */
    public Outcome<TxnResponse> txn(TxnRequest request) {
        Refusal wrong = Requests.check(request);
        if (wrong != null) {
            return Outcome.refused(wrong);
        }
        Branches branches = Branches.of(request, history, revision);
        wrong = branches.check(this::checkInTxn, this::checkRangeInTxn);
        return wrong != null
                ? Outcome.refused(wrong)
                : Outcome.done(changed(
                        (transaction, chosen) -> chosen.apply(transaction, history)
                                .setHeader(Transaction.header(transaction.revision()))
                                .build(),
                        branches));
    }

    private @Nullable Refusal checkInTxn(PutRequest request) {
        Refusal wrong = checkBefore(request);
        return wrong == null ? checkLease(request) : wrong;
    }

    private @Nullable Refusal checkRangeInTxn(long wanted) {
        if (wanted == 0) {
            return null;
        }
        return wanted > revision ? Refusal.FUTURE_REVISION : wanted < compacted ? Refusal.COMPACTED : null;
    }

    Outcome<CompactionResponse> compact(CompactionRequest request) {
        if (request.getRevision() <= compacted) {
            return Outcome.refused(Refusal.COMPACTED);
        }
        if (request.getRevision() > revision) {
            return Outcome.refused(Refusal.FUTURE_REVISION);
        }
        compacted = request.getRevision();
        history.compact(compacted);
        return Outcome.done(CompactionResponse.newBuilder()
                .setHeader(Transaction.header(revision))
                .build());
    }

    Outcome<LeaseGrantResponse> grant(LeaseGrantRequest request) {
        if (request.getID() == 0) {
            return Outcome.refused(Refusal.LEASE_NOT_FOUND);
        }
        if (request.getTTL() > Leases.TTL_SECONDS_MAX) {
            return Outcome.refused(Refusal.LEASE_TTL_TOO_LARGE);
        }
        if (leases.contains(request.getID())) {
            return Outcome.refused(Refusal.LEASE_EXISTS);
        }
        return Outcome.done(LeaseGrantResponse.newBuilder()
                .setHeader(Transaction.header(revision))
                .setID(request.getID())
                .setTTL(leases.grant(request.getID(), request.getTTL()))
                .build());
    }

    // All keys of a lease go at once, in their order.
    Outcome<LeaseRevokeResponse> revoke(LeaseRevokeRequest request) {
        if (!leases.contains(request.getID())) {
            return Outcome.refused(Refusal.LEASE_NOT_FOUND);
        }
        List<ByteString> keys = List.copyOf(leases.keys(request.getID()));
        changed(
                (transaction, gone) -> gone.stream()
                        .map(key -> transaction.delete(
                                DeleteRangeRequest.newBuilder().setKey(key).build()))
                        .toList(),
                keys);
        leases.remove(request.getID());
        return Outcome.done(LeaseRevokeResponse.newBuilder()
                .setHeader(Transaction.header(revision))
                .build());
    }

    AlarmResponse alarm(AlarmRequest request) {
        return AlarmResponse.newBuilder()
                .setHeader(Transaction.header(revision))
                .addAllAlarms(alarms.apply(request))
                .build();
    }

    /** A checksum of all changes until a revision, 0 for the one that is now: what members compare. */
    public Outcome<HashKVResponse> hash(long wanted) {
        if (wanted > 0 && wanted < compacted) {
            return Outcome.refused(Refusal.COMPACTED);
        }
        if (wanted > revision) {
            return Outcome.refused(Refusal.FUTURE_REVISION);
        }
        return Outcome.done(HashKVResponse.newBuilder()
                .setHeader(Transaction.header(revision))
                .setHash(RevisionHash.of(history, compacted, wanted == 0 ? revision : wanted))
                .setCompactRevision(compacted)
                .build());
    }

    /** The changes from a revision on, the first one first; a view. Whoever asks has looked at what is compacted. */
    public Collection<Change> changesFrom(long from) {
        return history.from(from);
    }

    /** What a key held at a revision; null if it was not there, or that is compacted. */
    public @Nullable KeyValue valueAt(ByteString key, long wanted) {
        return wanted < compacted ? null : history.get(key, wanted);
    }

    /** The revision of the last change. */
    public long revision() {
        return revision;
    }

    /** What was asked for by the last compaction; -1 if there was none. */
    public long compacted() {
        return compacted;
    }

    /** What it takes, in bytes as the quota counts them. */
    public long bytes() {
        return history.bytes() + leases.bytes();
    }

    /** Which alarms are raised, of one kind or, for NONE, of all. */
    public List<AlarmMember> alarms(AlarmType type) {
        return alarms.list(type);
    }

    /** The leases there are, sorted; a view. */
    public Set<Long> leaseIds() {
        return leases.ids();
    }

    /** How long a lease was granted for; null for an unknown one. */
    public @Nullable Long leaseTtlSeconds(long id) {
        return leases.ttlSeconds(id);
    }

    /** The keys that go with a lease, sorted; a view. */
    public SortedSet<ByteString> leaseKeys(long id) {
        return leases.keys(id);
    }

    History history() {
        return history;
    }

    /** Takes a lease over from a snapshot. */
    void restoreLease(long id, long ttlSeconds) {
        leases.grant(id, ttlSeconds);
    }

    /** Takes a change over from a snapshot; the changes come in their order, after the leases. */
    void restore(Change change) {
        ByteString key = change.kv().getKey();
        KeyValue before = history.get(key, Long.MAX_VALUE);
        if (before != null) {
            leases.detach(before.getLease(), key);
        }
        leases.attach(change.kv().getLease(), key);
        history.add(change);
    }

    void restore(AlarmMember alarm) {
        alarms.raise(alarm.getMemberID(), alarm.getAlarm());
    }
}
