package io.beemesh.provider.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.beemesh.provider.tunnel.session.SessionLimits;
import io.beemesh.provider.tunnel.session.SocketDoor;
import io.beemesh.provider.tunnel.wire.TunnelMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over TLS, the JDK's WebSocket and real sockets. */
@Timeout(120)
class WebSocketDialerIT {
    private static final int CHUNK = 32 << 10;
    private static final int BULK_BYTES = 32 << 20;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private PlayedK3s k3s;
    private ServerSocket kubelet;
    private WebSocketDialer dialer;

    @BeforeEach
    void start() throws Exception {
        k3s = new PlayedK3s();
        kubelet = new ServerSocket(0, 50, LOOPBACK);
        SocketDoor door = new SocketDoor(10250, new InetSocketAddress("0.0.0.0", kubelet.getLocalPort()));
        dialer = new WebSocketDialer(door, SessionLimits.PROVIDER, System::nanoTime);
    }

    @AfterEach
    void stop() throws Exception {
        k3s.close();
        kubelet.close();
    }

    @Test
    void carriesAConnectionToItsOwnKubelet() throws Exception {
        try (Serving serving = serve()) {
            PlayedK3s.Session session = k3s.next();
            session.send(new TunnelMessage.Connect(2, "tcp/127.0.0.1:10250"));
            session.send(new TunnelMessage.Data(2, text("hello")));
            try (Socket line = kubelet.accept()) {
                assertThat(line.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
                line.getOutputStream().write("you".getBytes(StandardCharsets.UTF_8));
                assertThat(session.next()).isEqualTo(new TunnelMessage.Data(2, text("you")));
            }
            assertThat(session.next()).isEqualTo(new TunnelMessage.Fault(2, "EOF"));

            session.send(new TunnelMessage.Connect(3, "tcp/[::1]:10250"));
            kubelet.accept().close();
            assertThat(session.next()).isEqualTo(new TunnelMessage.Fault(3, "EOF"));
            assertThat(serving.runs()).isTrue();
        }
    }

    @Test
    void carriesBulkDataWholeBothWaysAtOnce() throws Exception {
        try (Serving serving = serve()) {
            PlayedK3s.Session session = k3s.next();
            session.send(new TunnelMessage.Connect(2, "tcp/127.0.0.1:10250"));
            try (Socket line = kubelet.accept()) {
                CompletableFuture<byte[]> heard = started(() -> digest(line, BULK_BYTES));
                CompletableFuture<byte[]> said = started(() -> {
                    MessageDigest sum = MessageDigest.getInstance("SHA-256");
                    Random random = new Random(1);
                    byte[] chunk = new byte[CHUNK];
                    for (int sent = 0; sent < BULK_BYTES; sent += CHUNK) {
                        random.nextBytes(chunk);
                        sum.update(chunk);
                        line.getOutputStream().write(chunk);
                    }
                    return sum.digest();
                });
                byte[] sent = flood(session);
                byte[] got = drain(session);

                assertThat(heard.get(60, TimeUnit.SECONDS)).isEqualTo(sent);
                assertThat(got).isEqualTo(said.get(60, TimeUnit.SECONDS));
            }
            assertThat(serving.runs()).isTrue();
        }
    }

    @Test
    void saysWhenTheKubeletIsAway() throws Exception {
        kubelet.close();
        try (Serving serving = serve()) {
            PlayedK3s.Session session = k3s.next();
            session.send(new TunnelMessage.Connect(2, "tcp/127.0.0.1:10250"));

            assertThat(session.next())
                    .asInstanceOf(type(TunnelMessage.Fault.class))
                    .satisfies(fault -> assertThat(fault.reason()).startsWith("kubelet not reached"));
            assertThat(serving.runs()).isTrue();
        }
    }

    @Test
    void endsWithTheServersConnection() throws Exception {
        try (Serving serving = serve()) {
            PlayedK3s.Session session = k3s.next();
            session.send(new TunnelMessage.Connect(2, "tcp/127.0.0.1:10250"));
            try (Socket line = kubelet.accept()) {
                session.drop();

                assertThat(serving.why()).isNotEmpty();
                assertThat(line.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void endsWithATextAndWithAMessageTooLong() throws Exception {
        try (Serving serving = serve()) {
            k3s.next().sendText("400");
            assertThat(serving.why()).startsWith("a text message");
        }
        try (Serving serving = serve()) {
            k3s.next().sendRaw(ByteBuffer.allocate(WebSocketLink.MESSAGE_BYTES_MAX + 1));
            assertThat(serving.why()).startsWith("a message of more than");
        }
    }

    @Test
    void endsTheServersConnectionWithItself() throws Exception {
        PlayedK3s.Session session;
        try (Serving serving = serve()) {
            session = k3s.next();
            assertThat(serving.runs()).isTrue();
        }
        session.awaitEnd();
    }

    @Test
    void tellsARefusalFromAServerThatIsAway() throws Exception {
        assertThat(dialer.dial(k3s.address(), k3s.somebody())).isEqualTo(new Attempt.Refused(403));
        InetSocketAddress nobody = new InetSocketAddress(LOOPBACK, 1);
        assertThat(dialer.dial(nobody, k3s.node())).isInstanceOf(Attempt.Unreachable.class);
        try (PlayedK3s other = new PlayedK3s()) {
            assertThat(dialer.dial(k3s.address(), other.node())).isInstanceOf(Attempt.Unreachable.class);
        }
    }

    private static byte[] flood(PlayedK3s.Session session) throws Exception {
        MessageDigest sum = MessageDigest.getInstance("SHA-256");
        Random random = new Random(2);
        byte[] chunk = new byte[CHUNK];
        for (int sent = 0; sent < BULK_BYTES; sent += CHUNK) {
            random.nextBytes(chunk);
            sum.update(chunk);
            session.awaitResumed();
            session.send(new TunnelMessage.Data(2, ByteBuffer.wrap(chunk)));
        }
        return sum.digest();
    }

    private static byte[] drain(PlayedK3s.Session session) throws Exception {
        MessageDigest sum = MessageDigest.getInstance("SHA-256");
        int left = BULK_BYTES;
        while (left > 0) {
            if (session.next() instanceof TunnelMessage.Data(long number, ByteBuffer bytes)) {
                left -= bytes.remaining();
                sum.update(bytes.duplicate());
            }
        }
        return sum.digest();
    }

    private static byte[] digest(Socket line, int bytes) throws Exception {
        MessageDigest sum = MessageDigest.getInstance("SHA-256");
        for (int got = 0; got < bytes; got += CHUNK) {
            sum.update(line.getInputStream().readNBytes(CHUNK));
        }
        return sum.digest();
    }

    private Serving serve() throws InterruptedException {
        return new Serving(((Attempt.Opened) dialer.dial(k3s.address(), k3s.node())).session());
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws Exception;
    }

    private static <T> CompletableFuture<T> started(Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().name("kubelet").start(() -> {
            try {
                result.complete(work.run());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** A session that is served until it ends or is closed. */
    private static final class Serving implements AutoCloseable {
        private final CompletableFuture<String> end;
        private final Thread thread;

        Serving(Attempt.Session session) {
            end = new CompletableFuture<>();
            thread = Thread.ofVirtual().name("serving").start(() -> {
                try {
                    end.complete(session.serve());
                } catch (InterruptedException e) {
                    end.complete("interrupted");
                }
            });
        }

        boolean runs() {
            return !end.isDone();
        }

        String why() throws Exception {
            return end.get(10, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            thread.interrupt();
            end.join();
        }
    }
}
