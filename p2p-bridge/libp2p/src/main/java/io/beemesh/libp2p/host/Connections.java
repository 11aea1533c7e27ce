package io.beemesh.libp2p.host;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.identity.PeerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The open connections of a host, within its limits, and who is told of them. Safe for use by any thread. */
final class Connections {
    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PeerId, SequencedSet<HostConnection>> byPeer = new LinkedHashMap<>();
    private final List<Consumer<? super Host.Event>> listeners = new CopyOnWriteArrayList<>();
    private int count;
    private boolean closed;

    Connections(Limits limits) {
        this.limits = limits;
    }

    /** Why the connection is one too many; empty if it was added. */
    Optional<String> add(HostConnection connection) {
        lock.lock();
        try {
            SequencedSet<HostConnection> own =
                    byPeer.computeIfAbsent(connection.remote(), peer -> new LinkedHashSet<>());
            String refusal = refusal(own.size());
            if (refusal.isEmpty()) {
                own.add(connection);
                count++;
                return Optional.empty();
            }
            if (own.isEmpty()) {
                byPeer.remove(connection.remote());
            }
            return Optional.of(refusal);
        } finally {
            lock.unlock();
        }
    }

    private String refusal(int ofPeer) {
        if (closed) {
            return "the host is closed";
        }
        if (count >= limits.connections()) {
            return "the host has " + count + " connections already, which is its limit";
        }
        return ofPeer >= limits.connectionsPerPeer()
                ? "the peer has " + ofPeer + " connections already, which is the limit"
                : "";
    }

    void remove(HostConnection connection) {
        lock.lock();
        try {
            SequencedSet<HostConnection> own = byPeer.get(connection.remote());
            if (own != null && own.remove(connection)) {
                count--;
                if (own.isEmpty()) {
                    byPeer.remove(connection.remote());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The oldest that is open and direct, or that is open. */
    Optional<Connection> find(PeerId peer) {
        lock.lock();
        try {
            return byPeer.getOrDefault(peer, new LinkedHashSet<>()).stream()
                    .filter(HostConnection::isOpen)
                    .<Connection>map(connection -> connection)
                    .min(Comparator.comparing(Connection::relayed));
        } finally {
            lock.unlock();
        }
    }

    List<HostConnection> all() {
        lock.lock();
        try {
            return byPeer.values().stream().flatMap(Collection::stream).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Lets none in any more and returns those that are open. */
    List<HostConnection> close() {
        lock.lock();
        try {
            closed = true;
            return new ArrayList<>(all());
        } finally {
            lock.unlock();
        }
    }

    Host.Registration listen(Consumer<? super Host.Event> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void tell(Host.Event event) {
        listeners.forEach(listener -> listener.accept(event));
    }
}
