package io.beemesh.libp2p.relay;

import io.beemesh.libp2p.identity.PeerId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Who may be reached until when, and how many circuits there are, within a relay's limits. Any thread. */
final class Slots {
    private final RelayLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PeerId, Instant> reservations = new HashMap<>();
    private final Map<PeerId, Integer> circuitsOf = new HashMap<>();
    private int circuits;

    Slots(RelayLimits limits) {
        this.limits = limits;
    }

    /** False if there are too many; one that is there is renewed. */
    boolean reserve(PeerId peer, Instant now, Instant until) {
        lock.lock();
        try {
            if (reservations.size() >= limits.reservations()) {
                reservations.values().removeIf(end -> !now.isBefore(end));
            }
            if (reservations.size() >= limits.reservations() && !reservations.containsKey(peer)) {
                return false;
            }
            reservations.put(peer, until);
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean isReserved(PeerId peer, Instant now) {
        lock.lock();
        try {
            Instant end = reservations.get(peer);
            return end != null && now.isBefore(end);
        } finally {
            lock.unlock();
        }
    }

    void forget(PeerId peer) {
        lock.lock();
        try {
            reservations.remove(peer);
        } finally {
            lock.unlock();
        }
    }

    /** False if there are too many circuits, or one of the two has; else it counts until {@link #leave}. */
    boolean enter(PeerId from, PeerId to) {
        lock.lock();
        try {
            int most = Math.max(circuitsOf.getOrDefault(from, 0), circuitsOf.getOrDefault(to, 0));
            if (circuits >= limits.circuits() || most >= limits.circuitsPerPeer()) {
                return false;
            }
            circuits++;
            circuitsOf.merge(from, 1, Integer::sum);
            circuitsOf.merge(to, 1, Integer::sum);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void leave(PeerId from, PeerId to) {
        lock.lock();
        try {
            circuits--;
            circuitsOf.computeIfPresent(from, (peer, own) -> own == 1 ? null : own - 1);
            circuitsOf.computeIfPresent(to, (peer, own) -> own == 1 ? null : own - 1);
        } finally {
            lock.unlock();
        }
    }
}
