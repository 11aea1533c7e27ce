package io.beemesh.libp2p.transport.tcp;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.RawConnection;
import io.beemesh.libp2p.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.OptionalInt;

/** Dials and listens on {@code /ip4|ip6|dns|dns4|dns6/.../tcp/...}. Safe for use by any thread. */
public final class TcpTransport implements Transport {
    private static final int BACKLOG = 1024;

    private final OptionalInt socketBufferBytes;

    /** Sockets as the kernel sets them up, without Nagle's algorithm. */
    public TcpTransport() {
        this.socketBufferBytes = OptionalInt.empty();
    }

    /**
     * Sockets whose send and receive buffers are both of this size, as far as the kernel goes along.
     *
     * @param socketBufferBytes at least 1; the kernel rounds up
     */
    public TcpTransport(int socketBufferBytes) {
        this.socketBufferBytes = OptionalInt.of(socketBufferBytes);
    }

    @Override
    public boolean handles(Multiaddr address) {
        return address.socketAddress().isPresent();
    }

    @Override
    @SuppressWarnings("AddressSelection") // A name's first address is what resolvers order first (RFC 6724).
    public RawConnection dial(Multiaddr address, Duration bound) throws IOException {
        InetSocketAddress to = socketAddress(address);
        InetAddress resolved = to.isUnresolved() ? InetAddress.getByName(to.getHostString()) : to.getAddress();
        Socket socket = new Socket();
        try {
            tune(socket);
            socket.connect(new InetSocketAddress(resolved, to.getPort()), Math.toIntExact(bound.toMillis()));
            return new TcpConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public Listener listen(Multiaddr address) throws IOException {
        InetSocketAddress at = socketAddress(address);
        if (at.isUnresolved()) {
            throw new UnknownHostException(address + " is a name (expected: an IP address to listen on)");
        }
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            if (socketBufferBytes.isPresent()) {
                server.setReceiveBufferSize(socketBufferBytes.getAsInt());
            }
            server.bind(at, BACKLOG);
            return new TcpListener(server);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private void tune(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        if (socketBufferBytes.isPresent()) {
            socket.setSendBufferSize(socketBufferBytes.getAsInt());
            socket.setReceiveBufferSize(socketBufferBytes.getAsInt());
        }
    }

    private static InetSocketAddress socketAddress(Multiaddr address) throws ProtocolException {
        return address.socketAddress()
                .orElseThrow(() -> new ProtocolException(address + " is no TCP address (expected: /ip4/.../tcp/...)"));
    }

    /** A server socket. */
    private final class TcpListener implements Listener {
        private final ServerSocket server;

        TcpListener(ServerSocket server) {
            this.server = server;
        }

        @Override
        public Multiaddr address() {
            return Multiaddr.ofTcp((InetSocketAddress) server.getLocalSocketAddress());
        }

        @Override
        public RawConnection accept() throws IOException {
            Socket socket = server.accept();
            try {
                tune(socket);
                return new TcpConnection(socket);
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }

        @Override
        public void close() {
            try {
                server.close();
            } catch (IOException e) {
                // Nobody listens any more either way, and nobody could do anything about it.
                return;
            }
        }
    }
}
