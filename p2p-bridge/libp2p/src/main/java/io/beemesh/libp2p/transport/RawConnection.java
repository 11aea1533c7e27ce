package io.beemesh.libp2p.transport;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;

/** A two-way byte pipe with somebody. One thread may read while another writes and a third closes. */
public interface RawConnection extends AutoCloseable {
    /** Bytes from the other side. */
    InputStream in();

    /** Bytes to the other side; unbuffered, blocks while the other side does not read. */
    OutputStream out();

    /** Where the other side is, without its id. */
    Multiaddr remote();

    /** Where the other side is, for a gate to judge. */
    SocketAddress remoteSocket();

    /** Cuts it, at once; a read or write that blocks fails. Idempotent. */
    @Override
    void close();
}
