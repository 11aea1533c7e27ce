package io.beemesh.agent.podman.http;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Connections that wait for a request: the last used first; what is over the bound is closed. */
final class Idle implements AutoCloseable {

    static final int CONNECTIONS_MAX = 8;

    private final Deque<UnixConnection> connections = new ArrayDeque<>();
    private boolean closed;

    /** A connection whose peer is there, or null. */
    @Nullable
    UnixConnection take() {
        for (UnixConnection next = poll(); next != null; next = poll()) {
            if (next.isIdle()) {
                return next;
            }
            next.close();
        }
        return null;
    }

    private synchronized @Nullable UnixConnection poll() {
        return connections.pollLast();
    }

    void give(UnixConnection connection) {
        if (!keep(connection)) {
            connection.close();
        }
    }

    private synchronized boolean keep(UnixConnection connection) {
        return !closed && connections.size() < CONNECTIONS_MAX && connections.add(connection);
    }

    @Override
    public synchronized void close() {
        closed = true;
        connections.forEach(UnixConnection::close);
        connections.clear();
    }
}
