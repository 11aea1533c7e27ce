package io.beemesh.libp2p.host;

import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.ProtocolHandler;
import io.beemesh.libp2p.identity.PeerId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** What a host serves, and how many streams of each protocol are open. Safe for use by any thread. */
final class ServedProtocols {
    private final Map<String, Served> served = new ConcurrentHashMap<>();

    /** Begins to serve; fails if it is served already. */
    Served add(Protocol protocol, Limits.Streams limits, ProtocolHandler handler) {
        Served added = new Served(protocol, limits, handler);
        if (served.putIfAbsent(protocol.id(), added) != null) {
            throw new IllegalStateException("protocol " + protocol + " is served already");
        }
        return added;
    }

    void remove(Served which) {
        served.remove(which.protocol.id(), which);
    }

    Optional<Served> find(String id) {
        return Optional.ofNullable(served.get(id));
    }

    List<String> ids() {
        return served.keySet().stream().sorted().toList();
    }

    /** One protocol with its handler and its open streams. */
    static final class Served {
        private final Protocol protocol;
        private final Limits.Streams limits;
        private final ProtocolHandler handler;
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<PeerId, Integer> perPeer = new ConcurrentHashMap<>();
        private int total;

        Served(Protocol protocol, Limits.Streams limits, ProtocolHandler handler) {
            this.protocol = protocol;
            this.limits = limits;
            this.handler = handler;
        }

        Protocol protocol() {
            return protocol;
        }

        ProtocolHandler handler() {
            return handler;
        }

        /** Whether the peer may have one more; then it counts until {@link #leave}. */
        boolean enter(PeerId peer) {
            lock.lock();
            try {
                int own = perPeer.getOrDefault(peer, 0);
                if (total >= limits.total() || own >= limits.perPeer()) {
                    return false;
                }
                total++;
                perPeer.put(peer, own + 1);
                return true;
            } finally {
                lock.unlock();
            }
        }

        void leave(PeerId peer) {
            lock.lock();
            try {
                total--;
                perPeer.computeIfPresent(peer, (who, own) -> own == 1 ? null : own - 1);
            } finally {
                lock.unlock();
            }
        }
    }
}
