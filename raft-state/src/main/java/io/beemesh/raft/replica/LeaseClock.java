package io.beemesh.raft.replica;

import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.wire.LeaseKeepAliveRequest;
import io.beemesh.raft.store.wire.LeaseKeepAliveResponse;
import io.beemesh.raft.store.wire.LeaseTimeToLiveRequest;
import io.beemesh.raft.store.wire.LeaseTimeToLiveResponse;
import io.beemesh.raft.store.wire.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * When leases are over, as the leader sees it: no clock is right, so that one decides, and its decision is an entry. A
 * member that begins to lead gives every lease its whole time again, and a little more, as renewals may have been lost.
 *
 * <p>As many deadlines as the keyspace has leases. Safe for use by any thread.
 */
public final class LeaseClock {
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final Reply NOT_LEADER =
            Reply.newBuilder().setNotLeader(true).build();

    private final LongSupplier nanos;
    private final Duration extra;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Long, Lease> leases = new HashMap<>();
    private boolean leading;

    /** Its time is over at an end, and an entry for that is asked for then, and again later. */
    private record Lease(long ttlSeconds, long endNanos, long revokeNanos) {
        Lease(long ttlSeconds, long endNanos) {
            this(ttlSeconds, endNanos, endNanos);
        }

        Lease again(long nanos) {
            return new Lease(ttlSeconds, endNanos, nanos);
        }
    }

    /**
     * For a member that does not lead yet.
     *
     * @param nanos a time that only goes on, as {@link System#nanoTime}
     * @param extra what leases get when another member begins to lead: as long as that may take
     */
    public LeaseClock(LongSupplier nanos, Duration extra) {
        this.nanos = nanos;
        this.extra = extra;
    }

    void lead(Keyspace keyspace) {
        lock.lock();
        try {
            leases.clear();
            for (long id : keyspace.leaseIds()) {
                Long ttlSeconds = keyspace.leaseTtlSeconds(id);
                if (ttlSeconds != null) {
                    leases.put(id, new Lease(ttlSeconds, end(ttlSeconds) + extra.toNanos()));
                }
            }
            leading = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void follow() {
        lock.lock();
        try {
            leading = false;
            leases.clear();
        } finally {
            lock.unlock();
        }
    }

    void granted(long id, long ttlSeconds) {
        lock.lock();
        try {
            if (leading) {
                leases.put(id, new Lease(ttlSeconds, end(ttlSeconds)));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void revoked(long id) {
        lock.lock();
        try {
            leases.remove(id);
        } finally {
            lock.unlock();
        }
    }

    /** Gives a lease its whole time again; one that is over stays so, whether or not its entry is written. */
    Reply renew(LeaseKeepAliveRequest request) {
        lock.lock();
        try {
            if (!leading) {
                return NOT_LEADER;
            }
            Lease lease = leases.get(request.getID());
            LeaseKeepAliveResponse.Builder response =
                    LeaseKeepAliveResponse.newBuilder().setID(request.getID());
            if (lease != null && left(lease) > 0) {
                leases.put(request.getID(), new Lease(lease.ttlSeconds, end(lease.ttlSeconds)));
                response.setTTL(lease.ttlSeconds);
            }
            return Reply.newBuilder().setLeaseKeepAlive(response).build();
        } finally {
            lock.unlock();
        }
    }

    /** How long a lease lives on; -1 for an unknown one. */
    Reply timeToLive(LeaseTimeToLiveRequest request, Keyspace keyspace) {
        lock.lock();
        try {
            if (!leading) {
                return NOT_LEADER;
            }
            Lease lease = leases.get(request.getID());
            LeaseTimeToLiveResponse.Builder response =
                    LeaseTimeToLiveResponse.newBuilder().setID(request.getID()).setTTL(-1);
            if (lease != null) {
                response.setTTL(TimeUnit.NANOSECONDS.toSeconds(left(lease))).setGrantedTTL(lease.ttlSeconds);
            }
            if (lease != null && request.getKeys()) {
                response.addAllKeys(keyspace.leaseKeys(request.getID()));
            }
            return Reply.newBuilder().setLeaseTimeToLive(response).build();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until leases are over, or for so long.
     *
     * @return those that are over; who is not revoked within 3 s comes again
     */
    public List<Long> awaitOver(Duration longest) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = longest.toNanos();
            List<Long> over = takeOver();
            while (over.isEmpty() && left > 0) {
                long wait = Math.min(left, untilNext());
                left -= wait - Math.max(0, changed.awaitNanos(wait));
                over = takeOver();
            }
            return over;
        } finally {
            lock.unlock();
        }
    }

    private long untilNext() {
        long now = nanos.getAsLong();
        return leases.values().stream()
                .mapToLong(lease -> lease.revokeNanos - now)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private List<Long> takeOver() {
        long now = nanos.getAsLong();
        List<Long> over = leases.entrySet().stream()
                .filter(lease -> lease.getValue().revokeNanos - now <= 0)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        over.forEach(id -> leases.computeIfPresent(id, (same, lease) -> lease.again(now + AGAIN_NANOS)));
        return over;
    }

    private long end(long ttlSeconds) {
        // The longest lease is as long as a clock of nanoseconds can say.
        return nanos.getAsLong() + Math.min(TimeUnit.SECONDS.toNanos(ttlSeconds), Long.MAX_VALUE / 2);
    }

    private long left(Lease lease) {
        return lease.endNanos - nanos.getAsLong();
    }
}
