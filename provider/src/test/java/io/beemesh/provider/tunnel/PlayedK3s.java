package io.beemesh.provider.tunnel;

import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.HttpServer;
import io.beemesh.provider.kubelet.http.HttpServerConfig;
import io.beemesh.provider.kubelet.http.Upgraded;
import io.beemesh.provider.kubelet.testing.TestAuthority;
import io.beemesh.provider.kubelet.websocket.WebSocket;
import io.beemesh.provider.kubelet.websocket.WebSocketHandshake;
import io.beemesh.provider.tunnel.wire.MessageCodec;
import io.beemesh.provider.tunnel.wire.TunnelMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** A server at the loopback address that opens sessions to nodes, as a k3s does; a test plays it from then on. */
final class PlayedK3s implements AutoCloseable {
    private static final String NODES = "O=system:nodes";

    private final TestAuthority clients = TestAuthority.named("client-ca");
    private final TestAuthority servers = TestAuthority.named("server-ca");
    private final BlockingQueue<Session> sessions = new LinkedBlockingQueue<>();
    private final HttpServer server;

    PlayedK3s() throws IOException {
        server = HttpServer.start(
                HttpServerConfig.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                servers.server(),
                this::handle);
    }

    /** A session that a node opened. */
    static final class Session {
        private final WebSocket socket;
        private final Upgraded.Line line;
        private final Semaphore mayDrive = new Semaphore(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private final BlockingQueue<TunnelMessage> received = new LinkedBlockingQueue<>();

        Session(WebSocket socket, Upgraded.Line line) {
            this.socket = socket;
            this.line = line;
        }

        void send(TunnelMessage message) throws IOException {
            socket.sendBinary(MessageCodec.encode(1, message));
        }

        void sendRaw(ByteBuffer message) throws IOException {
            socket.sendBinary(message);
        }

        void sendText(String text) throws IOException {
            socket.sendText(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }

        /** The next message of the node; fails after 10 s without one. */
        TunnelMessage next() throws InterruptedException {
            return PlayedK3s.next(received);
        }

        /** Drops the connection. */
        void drop() {
            line.abort();
        }

        /** Waits until the node takes data; fails after 10 s. */
        void awaitResumed() throws InterruptedException {
            if (!mayDrive.tryAcquire(10, TimeUnit.SECONDS)) {
                throw new AssertionError("paused for 10 s");
            }
            mayDrive.release();
        }

        /** Waits until the node has ended the session; fails after 10 s. */
        void awaitEnd() throws InterruptedException {
            if (!ended.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("session open after 10 s");
            }
        }

        private void read() throws IOException {
            try {
                for (Optional<ByteBuffer> next = socket.next(); next.isPresent(); next = socket.next()) {
                    take(MessageCodec.decode(next.get()));
                }
            } finally {
                ended.countDown();
            }
        }

        private void take(TunnelMessage message) {
            switch (message) {
                case TunnelMessage.Pause pause -> mayDrive.drainPermits();
                case TunnelMessage.Resume resume -> mayDrive.release();
                default -> received.add(message);
            }
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (!exchange.request().segments().equals(List.of("v1-k3s", "connect"))) {
            exchange.respond(404, "404 page not found");
            return;
        }
        if (!isNode(exchange.clientChain())) {
            exchange.respond(403, "forbidden");
            return;
        }
        switch (WebSocketHandshake.judge(exchange.request(), List.of())) {
            case WebSocketHandshake.Rejected(int status, String message) -> exchange.respond(status, message);
            case WebSocketHandshake.Accepted accepted -> {
                Upgraded upgraded = exchange.upgrade(accepted.headers());
                Session session = new Session(new WebSocket(upgraded.in(), upgraded.out()), upgraded.line());
                sessions.add(session);
                session.read();
            }
        }
    }

    private static boolean isNode(List<X509Certificate> chain) {
        return !chain.isEmpty()
                && chain.getFirst().getSubjectX500Principal().getName().contains(NODES);
    }

    /** The next session that is opened; fails after 10 s without one. */
    Session next() throws InterruptedException {
        return next(sessions);
    }

    InetSocketAddress address() {
        return server.address();
    }

    /** TLS of a node. */
    SSLContext node() {
        return clients.client(NODES + ",CN=system:node:n1", KeyPurposeId.id_kp_clientAuth, servers.certificate());
    }

    /** TLS of somebody else. */
    SSLContext somebody() {
        return clients.client("CN=admin", KeyPurposeId.id_kp_clientAuth, servers.certificate());
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came within 10 s");
        }
        return next;
    }

    @Override
    public void close() {
        server.close();
    }
}
