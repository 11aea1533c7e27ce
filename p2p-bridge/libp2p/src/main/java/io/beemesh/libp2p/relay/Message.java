package io.beemesh.libp2p.relay;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is said on a stream before it carries a circuit. */
sealed interface Message {
    /** Others are to reach the asking peer through the relay. */
    record Reserve() implements Message {}

    /**
     * A circuit is to be made: to the peer, on the way to the relay; from the peer, on the way from it.
     *
     * @param limit of the circuit, as the relay has it
     */
    record Connect(PeerId peer, CircuitLimit limit) implements Message {}

    /**
     * What became of it.
     *
     * @param reservation if one was asked for and granted
     * @param limit of circuits, as the relay has it
     */
    record Answer(Status status, Optional<Reservation> reservation, CircuitLimit limit) implements Message {
        static Answer of(Status status) {
            return new Answer(status, Optional.empty(), CircuitLimit.NONE);
        }
    }

    /**
     * That the relay carries circuits to a peer.
     *
     * @param expires when, in whole seconds
     * @param addresses of the relay, each ending in its id; sent, and not read
     * @param voucher the relay's word for it, sealed; may be empty
     */
    @SuppressWarnings("ArrayRecordComponent") // Equality is not asked for, and the bytes are nobody else's.
    record Reservation(Instant expires, List<Multiaddr> addresses, byte[] voucher) {}
}
