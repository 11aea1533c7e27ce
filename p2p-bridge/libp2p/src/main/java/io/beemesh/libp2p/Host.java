package io.beemesh.libp2p;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A libp2p peer: it listens, dials, and serves protocols on the connections it has.
 *
 * <p>Safe for use by any thread. Blocking calls may be interrupted.
 */
public interface Host extends AutoCloseable {
    /** Who this host is. */
    PeerId id();

    /**
     * The addresses it listens on, each ending in {@code /p2p/<id>}; empty for a host that only dials. One that leads
     * through a relay is among them while that relay has a reservation for this host.
     */
    List<Multiaddr> addresses();

    /**
     * Listens on one more address. With {@code /p2p/<relay>/p2p-circuit}, which is {@code
     * Multiaddr.ofPeer(relay).circuit()}, others reach this host through a relay: it returns at once, asks the relay
     * for a reservation whenever there is a connection with it, and renews that in time.
     *
     * @return closing it ends the listening; connections that are open stay
     * @throws IOException if the address cannot be listened on, or is already
     */
    Registration listen(Multiaddr address) throws IOException;

    /**
     * Connects to an address that carries {@code /p2p/<peer>}; an open connection to that peer is used again, a relayed
     * one only for an address that leads through a relay, {@code .../p2p/<relay>/p2p-circuit/p2p/<peer>}.
     *
     * @throws DialException if no connection with that very peer came to be in time
     */
    Connection connect(Multiaddr address) throws DialException, InterruptedException;

    /** An open connection to the peer, a direct one before a relayed one, then the oldest; empty if there is none. */
    Optional<Connection> connection(PeerId peer);

    /** All open connections; a copy. */
    Collection<Connection> connections();

    /**
     * Opens a stream to a connected peer with the first of the protocols that it speaks.
     *
     * @throws NoSuchProtocolException if it speaks none of them
     * @throws IOException if there is no connection or it broke
     */
    Stream open(PeerId peer, Protocol... inOrderOfPreference) throws IOException, InterruptedException;

    /**
     * Serves a protocol: each inbound stream gets a virtual thread of its own that runs the handler.
     *
     * @return closing it ends the service; streams that are open run on
     * @throws IllegalStateException if the protocol is served already
     */
    Registration serve(Protocol protocol, Limits.Streams limits, ProtocolHandler handler);

    /** Tells of connections that came and went, on a thread that may block for a short time only. */
    Registration onEvent(Consumer<? super Event> listener);

    /** Sends go-away on every connection, gives streams a second to end, then cuts. Idempotent. */
    @Override
    void close();

    /** Something that stays in force until it is closed. */
    @FunctionalInterface
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** What listeners are told. */
    sealed interface Event {
        /** A connection passed its handshake and the gate. */
        record Connected(Connection connection) implements Event {}

        /** A connection ended; {@code reason} is a sentence for a log. */
        record Disconnected(Connection connection, String reason) implements Event {}
    }
}
