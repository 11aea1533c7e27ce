package io.beemesh.libp2p;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.net.SocketAddress;

/** Who may connect, and what they may speak. Asked on the connection's own thread: answers must be quick. */
public interface Gate {
    /** Whether an address may be dialed. */
    default boolean dial(Multiaddr address) {
        return true;
    }

    /** Whether a socket may begin a handshake. */
    default boolean accept(SocketAddress from) {
        return true;
    }

    /** Whether a proven peer may have a connection. */
    default boolean secured(PeerId peer, boolean inbound) {
        return true;
    }

    /** Whether a peer may open a stream of a protocol; a no is answered as if the protocol were not served. */
    default boolean stream(PeerId peer, Protocol protocol) {
        return true;
    }

    /** Lets everybody in. */
    static Gate open() {
        return new Gate() {};
    }
}
