package io.beemesh.raft.stores;

import com.google.protobuf.ByteString;
import io.beemesh.raft.claims.ClaimStore;
import io.beemesh.raft.claims.Renewal;
import io.beemesh.raft.claims.Taking;
import io.beemesh.raft.replica.Replica;
import io.beemesh.raft.store.request.Outcome;
import io.beemesh.raft.store.request.Reserved;
import io.beemesh.raft.store.wire.Answer;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.Compare;
import io.beemesh.raft.store.wire.KeyValue;
import io.beemesh.raft.store.wire.LeaseGrantRequest;
import io.beemesh.raft.store.wire.LeaseKeepAliveRequest;
import io.beemesh.raft.store.wire.LeaseKeepAliveResponse;
import io.beemesh.raft.store.wire.LeaseRevokeRequest;
import io.beemesh.raft.store.wire.PutRequest;
import io.beemesh.raft.store.wire.RangeRequest;
import io.beemesh.raft.store.wire.RangeResponse;
import io.beemesh.raft.store.wire.RequestOp;
import io.beemesh.raft.store.wire.TxnRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Claims as keys of the group's own store, each under a lease: its token is the revision that made it.
 *
 * @param random numbers of leases
 */
record GroupClaims(Replica replica, RandomGenerator random) implements ClaimStore {
    static final String PREFIX = Reserved.PREFIX + "claims/";

    @Override
    public Taking take(String name, String holder, Duration life) {
        ByteString key = ByteString.copyFromUtf8(PREFIX + name);
        ByteString value = ByteString.copyFromUtf8(holder);
        Optional<KeyValue> there = here(key).filter(one -> !one.getValue().equals(value));
        if (there.isPresent()) {
            return new Taking.Elsewhere(there.get().getValue().toStringUtf8());
        }
        long lease = random.nextLong(1, Long.MAX_VALUE);
        Answer granted = replica.change(Command.newBuilder()
                .setLeaseGrant(LeaseGrantRequest.newBuilder().setID(lease).setTTL(life.toSeconds())));
        if (!granted.hasLeaseGrant()) {
            return new Taking.Unknown("the group gives no lease: " + granted.getRefusal());
        }
        Answer answer = replica.change(Command.newBuilder().setTxn(create(key, value, lease)));
        if (answer.hasTxn() && answer.getTxn().getSucceeded()) {
            return new Taking.Taken(lease, answer.getTxn().getHeader().getRevision());
        }
        giveBack(lease);
        if (!answer.hasTxn()) {
            return new Taking.Unknown("the group did not answer: " + answer.getRefusal());
        }
        return held(answer.getTxn().getResponses(0).getResponseRange().getKvs(0), value);
    }

    /** As this member knows it, which costs the others nothing; it may be late, so that only a no counts. */
    private Optional<KeyValue> here(ByteString key) {
        Outcome<RangeResponse> found = replica.readHere(
                keys -> keys.range(RangeRequest.newBuilder().setKey(key).build()));
        return found instanceof Outcome.Done<RangeResponse>(RangeResponse range)
                ? range.getKvsList().stream().findFirst()
                : Optional.empty();
    }

    private static TxnRequest create(ByteString key, ByteString value, long lease) {
        return TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder()
                        .setKey(key)
                        .setTarget(Compare.CompareTarget.CREATE)
                        .setResult(Compare.CompareResult.EQUAL)
                        .setCreateRevision(0))
                .addSuccess(RequestOp.newBuilder()
                        .setRequestPut(PutRequest.newBuilder()
                                .setKey(key)
                                .setValue(value)
                                .setLease(lease)))
                .addFailure(RequestOp.newBuilder()
                        .setRequestRange(RangeRequest.newBuilder().setKey(key)))
                .build();
    }

    /** The asker's own if it was taken before, by an agent that has ended since or a call that nobody answered. */
    private Taking held(KeyValue there, ByteString asker) {
        if (!there.getValue().equals(asker)) {
            return new Taking.Elsewhere(there.getValue().toStringUtf8());
        }
        return switch (renew(there.getLease())) {
            case RENEWED -> new Taking.Taken(there.getLease(), there.getCreateRevision());
            case OVER, UNKNOWN -> new Taking.Unknown("the claim from before is about to end");
        };
    }

    @Override
    public Renewal renew(long lease) {
        return switch (replica.keepAlive(
                LeaseKeepAliveRequest.newBuilder().setID(lease).build())) {
            case Outcome.Done<LeaseKeepAliveResponse>(LeaseKeepAliveResponse renewed) ->
                renewed.getTTL() > 0 ? Renewal.RENEWED : Renewal.OVER;
            case Outcome.Refused<LeaseKeepAliveResponse> refused -> Renewal.UNKNOWN;
        };
    }

    @Override
    public void giveBack(long lease) {
        Answer ignored = replica.change(Command.newBuilder()
                .setLeaseRevoke(LeaseRevokeRequest.newBuilder().setID(lease)));
        assert ignored != null;
    }
}
