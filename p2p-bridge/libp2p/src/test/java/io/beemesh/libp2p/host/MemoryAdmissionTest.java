package io.beemesh.libp2p.host;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.libp2p.transport.Transport;

class MemoryAdmissionTest extends AdmissionContract {
    private final MemoryNetwork network = new MemoryNetwork();

    @Override
    Transport transport() {
        return network;
    }

    @Override
    Multiaddr anywhere() {
        return Multiaddr.parse("/memory/0");
    }
}
