package io.beemesh.raft;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.tcp.TcpTransport;
import io.beemesh.raft.testing.Libp2pWire;
import io.beemesh.raft.testing.Wire;

/** Over libp2p on real sockets. */
class TcpGroupIT extends StreamGroupContract {
    @Override
    Wire wire() {
        return new Libp2pWire(new TcpTransport(), Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
    }
}
