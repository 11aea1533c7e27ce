package io.beemesh.libp2p.transport;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.net.SocketAddress;

/** Where somebody is to whom no socket of this machine leads; its text is the address. */
public final class Place extends SocketAddress {
    private static final long serialVersionUID = 1L;
    private final String text;

    /** At an address. */
    public Place(Multiaddr address) {
        this.text = address.toString();
    }

    @Override
    public String toString() {
        return text;
    }
}
