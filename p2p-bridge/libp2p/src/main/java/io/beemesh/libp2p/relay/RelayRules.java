package io.beemesh.libp2p.relay;

import io.beemesh.libp2p.identity.PeerId;

/** For whom a relay works. Asked on the thread of the request: answers must be quick. */
public interface RelayRules {
    /** Whether others may reach a peer through this relay. */
    boolean mayReserve(PeerId peer);

    /** Whether a peer may reach another one, which has a reservation, through this relay. */
    boolean mayConnect(PeerId from, PeerId to);
}
