package io.beemesh.e2e.kubelet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Listens on this machine's loopback address and sends back what it gets, until its client has said its last. */
final class EchoServer implements AutoCloseable {
    private static final int BACKLOG = 100;

    private final ServerSocket listener;

    private EchoServer(ServerSocket listener) {
        this.listener = listener;
    }

    static EchoServer start() throws IOException {
        EchoServer server = new EchoServer(new ServerSocket(0, BACKLOG, InetAddress.ofLiteral("127.0.0.1")));
        Thread.ofVirtual().name("echo-accept").start(server::accept);
        return server;
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().name("echo").start(() -> echo(socket));
            } catch (IOException e) {
                // Closed; the loop ends.
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // The client sees that its answer breaks off.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
