package io.beemesh.libp2p.transport;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.io.IOException;
import java.time.Duration;

/** A way to reach others: TCP, or a network in memory. */
public interface Transport {
    /** Whether an address, with or without a peer at its end, is of this transport. */
    boolean handles(Multiaddr address);

    /**
     * Connects.
     *
     * @throws IOException if nobody answered within the bound
     */
    RawConnection dial(Multiaddr address, Duration bound) throws IOException;

    /**
     * Begins to listen.
     *
     * @throws IOException if the address is taken or not this machine's
     */
    Listener listen(Multiaddr address) throws IOException;

    /** An address that others dial. */
    interface Listener extends AutoCloseable {
        /** Where it listens, with the port that was given for a port 0. */
        Multiaddr address();

        /** Whether it can be dialed at that address now: a relay may have no reservation for this host. */
        default boolean reachable() {
            return true;
        }

        /**
         * Waits for the next connection.
         *
         * @throws IOException when the listener is closed, or if this one connection failed
         */
        RawConnection accept() throws IOException;

        /** Ends it; a blocked accept fails. Idempotent. */
        @Override
        void close();
    }
}
