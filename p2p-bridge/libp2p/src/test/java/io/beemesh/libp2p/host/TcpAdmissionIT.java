package io.beemesh.libp2p.host;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.Transport;
import io.beemesh.libp2p.transport.tcp.TcpTransport;

class TcpAdmissionIT extends AdmissionContract {
    @Override
    Transport transport() {
        return new TcpTransport();
    }

    @Override
    Multiaddr anywhere() {
        return Multiaddr.parse("/ip4/127.0.0.1/tcp/0");
    }
}
