package io.beemesh.provider.tunnel.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * The kubelet API of this process, whatever address the server named for it.
 *
 * @param port of the kubelet API in the node's status, which is what servers ask for
 * @param listener where it listens; the loopback address if on all addresses
 */
public record SocketDoor(int port, InetSocketAddress listener) implements KubeletDoor {
    private static final int CONNECT_MILLIS = 10_000;

    @Override
    public boolean answersTo(String address) {
        return address.equals("tcp/127.0.0.1:" + port) || address.equals("tcp/[::1]:" + port);
    }

    @Override
    public Line open() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(target(), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            return new SocketLine(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private InetSocketAddress target() {
        return listener.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getPort())
                : listener;
    }

    private record SocketLine(Socket socket) implements Line {
        @Override
        public InputStream input() throws IOException {
            return socket.getInputStream();
        }

        @Override
        public OutputStream output() throws IOException {
            return socket.getOutputStream();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
