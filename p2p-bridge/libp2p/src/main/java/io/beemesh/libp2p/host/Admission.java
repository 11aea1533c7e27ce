package io.beemesh.libp2p.host;

import io.beemesh.libp2p.Host;
import java.io.IOException;
import java.util.Optional;

/** Lets a connection whose peer is proven in, or not: the gate, then the limits. Safe for use by any thread. */
final class Admission {
    private final HostContext host;
    private final Connections connections;

    Admission(HostContext host, Connections connections) {
        this.host = host;
        this.connections = connections;
    }

    /**
     * Lets it in, tells of it, and starts it; from then on it looks after itself.
     *
     * @throws IOException if it may not; it is cut then
     */
    HostConnection admit(Upgrader.Upgraded upgraded) throws IOException {
        HostConnection connection = upgraded.connection();
        Optional<String> refusal = host.gate().secured(connection.remote(), connection.inbound())
                ? connections.add(connection)
                : Optional.of("the gate does not let it in");
        if (refusal.isPresent()) {
            connection.cut(refusal.get());
            throw new IOException(connection + " is refused: " + refusal.get());
        }
        upgraded.session().onClosed(reason -> ended(connection, reason));
        connections.tell(new Host.Event.Connected(connection));
        upgraded.start();
        return connection;
    }

    private void ended(HostConnection connection, String reason) {
        connections.remove(connection);
        connections.tell(new Host.Event.Disconnected(connection, reason));
        connection.ended(reason);
    }
}
