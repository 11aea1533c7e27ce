package io.beemesh.raft.store.testing;

import io.beemesh.raft.store.wire.AlarmRequest;
import io.beemesh.raft.store.wire.AlarmType;
import io.beemesh.raft.store.wire.CompactionRequest;
import io.beemesh.raft.store.wire.HashKVRequest;
import io.beemesh.raft.store.wire.LeaseGrantRequest;
import io.beemesh.raft.store.wire.LeaseKeepAliveRequest;
import io.beemesh.raft.store.wire.LeaseLeasesRequest;
import io.beemesh.raft.store.wire.LeaseRevokeRequest;
import io.beemesh.raft.store.wire.LeaseTimeToLiveRequest;

/** The language of the scripts. */
public final class Calls {
    private Calls() {}

    /** What a line says. */
    public static Call parse(String line) {
        Words words = new Words(line);
        return switch (words.next()) {
            case "get" -> new Call("KV/Range", KeyCalls.range(words));
            case "put" -> new Call("KV/Put", KeyCalls.put(words));
            case "del" -> new Call("KV/DeleteRange", KeyCalls.delete(words));
            case "txn" -> new Call("KV/Txn", KeyCalls.txn(words));
            case "compact" ->
                new Call(
                        "KV/Compact",
                        CompactionRequest.newBuilder()
                                .setRevision(words.number())
                                .setPhysical(words.take("physical"))
                                .build());
            case "grant" ->
                new Call(
                        "Lease/LeaseGrant",
                        LeaseGrantRequest.newBuilder()
                                .setID(words.number())
                                .setTTL(words.number())
                                .build());
            case "revoke" ->
                new Call(
                        "Lease/LeaseRevoke",
                        LeaseRevokeRequest.newBuilder().setID(words.number()).build());
            case "keepalive" ->
                new Call(
                        "Lease/LeaseKeepAlive",
                        LeaseKeepAliveRequest.newBuilder().setID(words.number()).build());
            case "ttl" ->
                new Call(
                        "Lease/LeaseTimeToLive",
                        LeaseTimeToLiveRequest.newBuilder()
                                .setID(words.number())
                                .setKeys(words.take("keys"))
                                .build());
            case "watch" -> WatchCalls.watch(words);
            case "leases" -> new Call("Lease/LeaseLeases", LeaseLeasesRequest.getDefaultInstance());
            case "hash" ->
                new Call(
                        "Maintenance/HashKV",
                        HashKVRequest.newBuilder().setRevision(words.number()).build());
            case "alarm" ->
                new Call(
                        "Maintenance/Alarm",
                        AlarmRequest.newBuilder()
                                .setAction(AlarmRequest.AlarmAction.valueOf(words.next()))
                                .setAlarm(AlarmType.valueOf(words.next()))
                                .setMemberID(words.number())
                                .build());
            default -> throw new IllegalArgumentException("unknown call: " + line);
        };
    }
}
