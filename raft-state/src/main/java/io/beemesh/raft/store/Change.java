package io.beemesh.raft.store;

import io.beemesh.raft.store.request.Requests;
import io.beemesh.raft.store.wire.KeyValue;

/**
 * What happened to a key.
 *
 * @param kv what the key holds since then; of a deletion the key only
 */
public record Change(Revision at, KeyValue kv, boolean deleted) {
    /** What it counts for the quota. */
    long bytes() {
        return Requests.CHANGE_BYTES + kv.getKey().size() + kv.getValue().size();
    }

    /** Whether the key was not there before. */
    public boolean creates() {
        return !deleted && kv.getCreateRevision() == kv.getModRevision();
    }
}
