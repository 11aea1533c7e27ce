package io.beemesh.raft.store;

import com.google.protobuf.ByteString;
import io.beemesh.raft.store.request.KeyRange;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The leases and the keys that go with them. When one is over is not decided here. */
final class Leases {
    /** No lease is shorter: a leader must have the time to be replaced. */
    static final long TTL_SECONDS_MIN = 2;

    /** As etcd's: 285 years. */
    static final long TTL_SECONDS_MAX = 9_000_000_000L;

    /** What a lease counts for the quota. */
    static final long OVERHEAD_BYTES = 64;

    private final NavigableMap<Long, Held> held = new TreeMap<>();

    private record Held(long ttlSeconds, SortedSet<ByteString> keys) {}

    /** Grants one for as long as is asked for, or the shortest time; says which. */
    long grant(long id, long ttlSeconds) {
        Held lease = new Held(Math.max(ttlSeconds, TTL_SECONDS_MIN), new TreeSet<>(KeyRange.ORDER));
        held.put(id, lease);
        return lease.ttlSeconds;
    }

    boolean contains(long id) {
        return held.containsKey(id);
    }

    /** How long it was granted for; null for an unknown one. */
    @Nullable
    Long ttlSeconds(long id) {
        Held lease = held.get(id);
        return lease == null ? null : lease.ttlSeconds;
    }

    /** The keys that go with it, sorted. */
    SortedSet<ByteString> keys(long id) {
        Held lease = held.get(id);
        return lease == null ? Collections.emptySortedSet() : lease.keys;
    }

    /** All of them, sorted. */
    Set<Long> ids() {
        return held.keySet();
    }

    void remove(long id) {
        held.remove(id);
    }

    void attach(long id, ByteString key) {
        Held lease = held.get(id);
        if (lease != null) {
            lease.keys.add(key);
        }
    }

    void detach(long id, ByteString key) {
        Held lease = held.get(id);
        if (lease != null) {
            lease.keys.remove(key);
        }
    }

    long bytes() {
        return held.size() * OVERHEAD_BYTES;
    }
}
