package io.beemesh.provider.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.provider.kubelet.http.HttpServerConfig;
import io.beemesh.provider.kubelet.remotecommand.CommandLimits;
import io.beemesh.provider.kubelet.spdy.SpdyFrame;
import io.beemesh.provider.kubelet.testing.ChannelClient;
import io.beemesh.provider.kubelet.testing.ServedKubelet;
import io.beemesh.provider.kubelet.testing.SpdyClient;
import io.beemesh.provider.kubelet.testing.SpdyTunnel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Port-forward straight at the kubelet API, frame by frame, to a listener of this machine. */
@Timeout(120)
class PortForwardIT {
    private static final String PATH = "/portForward/default/local";
    private static final CommandLimits SHORT = new CommandLimits(
            Duration.ofMillis(500), Duration.ofHours(1), Duration.ofSeconds(15), Duration.ofMillis(500));

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private ServedKubelet kubelet;
    private ServerSocket listener;

    @BeforeEach
    void start() throws IOException {
        kubelet = ServedKubelet.start(
                HttpServerConfig.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), SHORT);
        listener = new ServerSocket(0, 600, InetAddress.ofLiteral("127.0.0.1"));
    }

    @AfterEach
    void stop() throws IOException {
        kubelet.close();
        listener.close();
        threads.shutdownNow();
    }

    private SpdyClient open(boolean tunnel) throws IOException {
        return tunnel
                ? SpdyTunnel.open(kubelet.user("admin"), kubelet.address(), PATH)
                : SpdyClient.forward(kubelet.user("admin"), kubelet.address(), PATH);
    }

    private int port() {
        return listener.getLocalPort();
    }

    private static int nobodysPort() throws IOException {
        try (ServerSocket closed = new ServerSocket(0)) {
            return closed.getLocalPort();
        }
    }

    /** What comes on a stream until it ends, and whether it ended in order. */
    private static String readToEnd(SpdyClient client, int stream) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (true) {
            switch (client.read()) {
                case SpdyFrame.Data data
                when data.stream() == stream -> {
                    bytes.writeBytes(
                            Arrays.copyOf(data.bytes().array(), data.bytes().remaining()));
                    if (data.fin()) {
                        return bytes.toString(StandardCharsets.UTF_8);
                    }
                }
                case SpdyFrame.RstStream reset
                when reset.stream() == stream -> {
                    return bytes.toString(StandardCharsets.UTF_8) + "<reset>";
                }
                default -> {} // of another stream
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersAfterTheClientHasSaidItsLast(boolean tunnel) throws Exception {
        try (SpdyClient client = open(tunnel)) {
            client.open(1, "error", port(), "0");
            client.write(1, "", true);
            client.open(3, "data", port(), "0");
            try (Socket pod = listener.accept()) {
                client.write(3, "question", true);
                assertThat(pod.getInputStream().readAllBytes()).asString().isEqualTo("question");
                pod.getOutputStream().write("answer".getBytes(StandardCharsets.US_ASCII));
            }

            assertThat(readToEnd(client, 3)).isEqualTo("answer");
            assertThat(readToEnd(client, 1)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRefusedPortIsToldAndTheSessionLivesOn(boolean tunnel) throws Exception {
        try (SpdyClient client = open(tunnel)) {
            int nobody = nobodysPort();
            client.open(1, "error", nobody, "0");
            client.open(3, "data", nobody, "0");
            assertThat(readToEnd(client, 1))
                    .isEqualTo("error forwarding port " + nobody + " to pod local, uid uid-of-local: "
                            + "failed to connect to localhost:" + nobody + ": connection refused");

            client.open(5, "data", port(), "1"); // in the other order
            client.open(7, "error", port(), "1");
            listener.accept().close();

            assertThat(readToEnd(client, 5)).isEmpty();
        }
    }

    @Test
    void aClientOfOldGivesNoRequestId() throws Exception {
        try (SpdyClient client = open(false)) {
            String port = Integer.toString(port());
            client.send(new SpdyFrame.SynStream(1, Map.of("streamtype", "error", "port", port), false));
            client.send(new SpdyFrame.SynStream(3, Map.of("streamtype", "data", "port", port), false));
            try (Socket pod = listener.accept()) {
                pod.getOutputStream().write("old".getBytes(StandardCharsets.US_ASCII));
            }

            assertThat(readToEnd(client, 3)).isEqualTo("old");
        }
    }

    @Test
    void aResetOnOneSideIsAnEndOnTheOther() throws Exception {
        try (SpdyClient client = open(false)) {
            client.open(1, "error", port(), "0");
            client.open(3, "data", port(), "0");
            Socket pod = listener.accept();
            client.write(3, "x", false);
            assertThat(pod.getInputStream().read()).isEqualTo('x'); // the other side has connected too
            pod.setSoLinger(true, 0);
            pod.close();
            assertThat(readToEnd(client, 3)).endsWith("<reset>");
            assertThat(readToEnd(client, 1)).isEmpty();

            client.open(5, "error", port(), "1");
            client.open(7, "data", port(), "1");
            try (Socket other = listener.accept()) {
                client.send(new SpdyFrame.RstStream(7, SpdyFrame.CANCEL));
                other.setSoTimeout(20_000);
                assertThat(other.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void aStreamWithoutItsPairIsGivenUp() throws Exception {
        try (SpdyClient client = open(false)) {
            client.open(1, "error", port(), "0");

            SpdyFrame.Data told = (SpdyFrame.Data) client.read();

            assertThat(StandardCharsets.UTF_8.decode(told.bytes()).toString())
                    .isEqualTo("(request=0) timed out waiting for streams");
        }
    }

    @ParameterizedTest
    @CsvSource({"data,''", "data,0", "data,65536", "data,http", "'',80", "stdin,80"})
    void aStreamThatNamesNoPortOrKindIsReset(String type, String port) throws Exception {
        try (SpdyClient client = open(false)) {
            client.send(new SpdyFrame.SynStream(1, Map.of("streamtype", type, "port", port), false));

            assertThat(client.read()).isEqualTo(new SpdyFrame.RstStream(1, SpdyFrame.CANCEL));
        }
    }

    @Test
    void refusesMoreConnectionsThanItHolds() throws Exception {
        try (SpdyClient client = open(false)) {
            for (int i = 0; i < 512; i++) {
                client.send(new SpdyFrame.SynStream(
                        2 * i + 1, Map.of("streamtype", "error", "port", "80", "requestid", "r" + i), false));
            }
            client.send(new SpdyFrame.SynStream(
                    2001, Map.of("streamtype", "error", "port", "80", "requestid", "last"), false));

            SpdyFrame frame = client.read();
            while (frame instanceof SpdyFrame.SynReply) {
                frame = client.read();
            }
            assertThat(frame).isEqualTo(new SpdyFrame.RstStream(2001, SpdyFrame.REFUSED_STREAM));
        }
    }

    @Test
    void takesNoMoreFromAClientThanThePodReads() throws Exception {
        try (SpdyClient client = open(false)) {
            client.open(1, "error", port(), "0");
            client.open(3, "data", port(), "0");
            try (Socket pod = listener.accept()) {
                byte[] data = new byte[64 << 20];
                CompletableFuture<?> flood = CompletableFuture.runAsync(() -> send(client, data), threads);
                pod.getInputStream().skipNBytes(1 << 20);
                assertThat(flood).isNotDone();

                pod.getInputStream().skipNBytes(data.length - (1 << 20));

                flood.get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static void send(SpdyClient client, byte[] data) {
        try {
            client.send(new SpdyFrame.Data(3, ByteBuffer.wrap(data), true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void connectionsEndWithTheirClient() throws Exception {
        SpdyClient client = open(false);
        client.open(1, "error", port(), "0");
        client.open(3, "data", port(), "0");
        try (Socket pod = listener.accept()) {
            client.close();

            pod.setSoTimeout(20_000);
            assertThat(pod.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v4.channel.k8s.io", "v4.base64.channel.k8s.io"})
    void channelsCarryAConnectionForEachPort(String protocol) throws Exception {
        int nobody = nobodysPort();
        ChannelClient client = ChannelClient.open(
                kubelet.user("admin"), kubelet.uri("wss", PATH + "?port=" + port() + "," + nobody), protocol);
        try (Socket pod = listener.accept()) {
            if (protocol.equals("v4.channel.k8s.io")) {
                client.send(0, "question".getBytes(StandardCharsets.US_ASCII));
                assertThat(pod.getInputStream().readNBytes(8)).asString().isEqualTo("question");
            }
            pod.getOutputStream().write("answer".getBytes(StandardCharsets.US_ASCII));
            client.await(0, "answer");
            client.await(3, "connection refused");
        }

        assertThat(client.closeCode()).isEqualTo(1000);
        assertThat(client.bytes(0)).startsWith(port() & 0xff, port() >> 8);
        assertThat(client.bytes(1)).containsExactly(port() & 0xff, port() >> 8);
        assertThat(client.bytes(2)).containsExactly(nobody & 0xff, nobody >> 8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?port=", "?port=0", "?port=x", "?port=70000"})
    void channelsNeedPorts(String query) {
        assertThatThrownBy(() -> ChannelClient.open(
                        kubelet.user("admin"), kubelet.uri("wss", PATH + query), "v4.channel.k8s.io"))
                .hasMessageContaining("400");
    }
}
