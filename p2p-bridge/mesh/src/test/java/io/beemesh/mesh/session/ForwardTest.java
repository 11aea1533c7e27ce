package io.beemesh.mesh.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.Gate;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.session.port.ForwardOutcome;
import io.beemesh.mesh.session.port.PortConnection;
import io.beemesh.mesh.testing.FakeHost;
import io.beemesh.mesh.testing.TestMesh;
import io.beemesh.mesh.wire.ForwardRequest;
import io.beemesh.mesh.wire.StreamOpening;
import io.beemesh.mesh.wire.StreamRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections to a port, with a listener of this machine for the pod's. */
@Timeout(60)
class ForwardTest {
    private static final int BIG_BYTES = 8 << 20;

    private final TestMesh mesh = new TestMesh();
    private final FakeHost edge = new FakeHost(TestMesh.key(3), Gate.open(), mesh.clock);
    private final SessionClient client = SessionClient.over(mesh.provider, Duration.ofSeconds(20));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private ServerSocket listener;

    @BeforeEach
    void serve() throws Exception {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        edge.dial(mesh.provider);
        new SessionService(new LoopbackPorts(), Duration.ofMillis(50)).serveOn(edge);
    }

    @AfterEach
    void close() throws Exception {
        edge.close();
        listener.close();
        threads.shutdownNow();
    }

    private StreamRequest request(int port) {
        return StreamRequest.newBuilder()
                .setForward(ForwardRequest.newBuilder().setPort(port))
                .build();
    }

    private PortConnection open() throws Exception {
        return switch (client.forward(edge.id(), request(listener.getLocalPort()))) {
            case ForwardOutcome.Opened(PortConnection connection) -> connection;
            case ForwardOutcome.Refused refused -> throw new AssertionError(refused.toString());
        };
    }

    @Test
    void answersAfterTheClientHasSaidItsLast() throws Exception {
        try (PortConnection connection = open();
                Socket pod = listener.accept()) {
            connection.out().write("question".getBytes(StandardCharsets.US_ASCII));
            connection.out().close();
            assertThat(pod.getInputStream().readAllBytes()).asString().isEqualTo("question");

            pod.getOutputStream().write("answer".getBytes(StandardCharsets.US_ASCII));
            pod.shutdownOutput();

            assertThat(connection.in().readAllBytes()).asString().isEqualTo("answer");
        }
    }

    @Test
    void goesOnToThePodAfterThePodHasSaidItsLast() throws Exception {
        PortConnection connection = open();
        try (Socket pod = listener.accept()) {
            pod.shutdownOutput();
            assertThat(connection.in().read()).isEqualTo(-1);

            byte[] late = new byte[BIG_BYTES];
            Arrays.fill(late, (byte) 'l');
            CompletableFuture<?> writing = CompletableFuture.runAsync(() -> writeAndEnd(connection, late), threads);
            assertThat(pod.getInputStream().readAllBytes()).isEqualTo(late);
            writing.get(20, TimeUnit.SECONDS);
        } finally {
            connection.close();
        }
    }

    @Test
    void losesNothingThatWasUnderWayWhenItIsClosedAfterBothEnds() throws Exception {
        byte[] late = new byte[128 * 1024];
        Arrays.fill(late, (byte) 'l');
        PortConnection connection = open();
        try (Socket pod = listener.accept()) {
            pod.shutdownOutput();
            writeAndEnd(connection, late);
            assertThat(connection.in().read()).isEqualTo(-1);

            connection.close();

            assertThat(pod.getInputStream().readAllBytes()).isEqualTo(late);
        }
    }

    @Test
    void carriesMebibytesBothWaysAtOnce() throws Exception {
        byte[] data = new byte[BIG_BYTES];
        Arrays.fill(data, (byte) 'z');
        try (PortConnection connection = open();
                Socket pod = listener.accept()) {
            CompletableFuture<?> echo = CompletableFuture.runAsync(() -> echo(pod), threads);
            CompletableFuture<?> writing = CompletableFuture.runAsync(() -> writeAndEnd(connection, data), threads);

            assertThat(connection.in().readAllBytes()).isEqualTo(data);
            CompletableFuture.allOf(echo, writing).get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void readsNoMoreOfAPodThanItsReaderTakes() throws Exception {
        PortConnection connection = open();
        try (Socket pod = listener.accept()) {
            CompletableFuture<?> flood = CompletableFuture.runAsync(() -> write(pod, new byte[64 << 20]), threads);
            connection.in().skipNBytes(1 << 20);

            assertThat(flood).isNotDone();
            connection.close();

            assertThat(flood).failsWithin(Duration.ofSeconds(20)); // and the pod learns that nobody reads
        }
    }

    @Test
    void givesTheAnswerOfAPodThatTakesNoMore() throws Exception {
        try (PortConnection connection = open()) {
            try (Socket pod = listener.accept()) {
                pod.getOutputStream().write("too much".getBytes(StandardCharsets.US_ASCII));
                pod.shutdownOutput();
                pod.shutdownInput();
                CompletableFuture<?> writing =
                        CompletableFuture.runAsync(() -> writeAndEnd(connection, new byte[BIG_BYTES]), threads);
                assertThat(connection.in().readAllBytes()).asString().isEqualTo("too much");
                writing.get(20, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void tellsThePodWhenTheProviderIsGone() throws Exception {
        PortConnection connection = open();
        try (Socket pod = listener.accept()) {
            pod.setSoTimeout(20_000);
            connection.close();
            assertThat(endOf(pod)).isTrue();
        }
        PortConnection other = open();
        try (Socket pod = listener.accept()) {
            pod.setSoTimeout(20_000);
            edge.close();
            assertThat(endOf(pod)).isTrue();
            assertThatThrownBy(() -> other.in().readAllBytes()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void passesRefusalsAndFailuresOn() throws Exception {
        assertThat(client.forward(edge.id(), request(1)))
                .isEqualTo(new ForwardOutcome.Refused(StreamOpening.Result.NOT_FOUND, "no such pod"));
        int nobody = listener.getLocalPort();
        listener.close();
        assertThat(client.forward(edge.id(), request(nobody)))
                .isEqualTo(new ForwardOutcome.Refused(StreamOpening.Result.FAILED, "Connection refused"));
    }

    private static boolean endOf(Socket pod) {
        try {
            return pod.getInputStream().read() < 0;
        } catch (IOException e) {
            return true; // a reset is an end as well
        }
    }

    private static void echo(Socket pod) {
        try {
            pod.getInputStream().transferTo(pod.getOutputStream());
            pod.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Socket pod, byte[] data) {
        try {
            pod.getOutputStream().write(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeAndEnd(PortConnection connection, byte[] data) {
        try (OutputStream out = connection.out()) {
            out.write(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ports of this machine's loopback address; port 1 is of a pod that is not there. */
    private static final class LoopbackPorts implements SessionHandler {
        @Override
        public Optional<String> refusal(PeerId provider, String clusterId) {
            return Optional.empty();
        }

        @Override
        public LogsOutcome logs(StreamRequest request) {
            throw new IllegalStateException("see SessionTest");
        }

        @Override
        public ExecOutcome exec(StreamRequest request) {
            throw new IllegalStateException("see SessionTest");
        }

        @Override
        public ForwardOutcome forward(StreamRequest request) throws IOException {
            int port = request.getForward().getPort();
            return port == 1
                    ? new ForwardOutcome.Refused(StreamOpening.Result.NOT_FOUND, "no such pod")
                    : new ForwardOutcome.Opened(new SocketPort(new Socket(InetAddress.getLoopbackAddress(), port)));
        }
    }

    private record SocketPort(Socket socket) implements PortConnection {
        @Override
        public InputStream in() {
            try {
                return socket.getInputStream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public OutputStream out() {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    socket.getOutputStream().write(b);
                }

                @Override
                public void write(byte[] buffer, int offset, int length) throws IOException {
                    socket.getOutputStream().write(buffer, offset, length);
                }

                @Override
                public void close() throws IOException {
                    socket.shutdownOutput();
                }
            };
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
