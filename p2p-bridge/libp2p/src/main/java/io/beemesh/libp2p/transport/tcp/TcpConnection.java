package io.beemesh.libp2p.transport.tcp;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.RawConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;

/** A connected socket. */
final class TcpConnection implements RawConnection {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final InetSocketAddress remote;

    TcpConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.remote = (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public Multiaddr remote() {
        return Multiaddr.ofTcp(remote);
    }

    @Override
    public SocketAddress remoteSocket() {
        return remote;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // The descriptor is gone either way, and nobody could do anything about it.
            return;
        }
    }
}
