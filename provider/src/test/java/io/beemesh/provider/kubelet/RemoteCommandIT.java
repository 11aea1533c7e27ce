package io.beemesh.provider.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.mesh.session.TerminalSize;
import io.beemesh.provider.kubelet.remotecommand.CommandLimits;
import io.beemesh.provider.kubelet.spdy.SpdyFrame;
import io.beemesh.provider.kubelet.testing.ChannelClient;
import io.beemesh.provider.kubelet.testing.LocalProcess;
import io.beemesh.provider.kubelet.testing.ServedKubelet;
import io.beemesh.provider.kubelet.testing.SpdyClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exec and attach straight at the kubelet API, over SPDY and over WebSocket, without an API server between. */
@Timeout(120)
class RemoteCommandIT {
    private static final String SUCCESS = "{\"metadata\":{},\"status\":\"Success\"}";

    private ServedKubelet kubelet;

    @BeforeEach
    void start() throws IOException {
        kubelet = ServedKubelet.start();
    }

    @AfterEach
    void stop() {
        kubelet.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v5.channel.k8s.io", "v4.channel.k8s.io", "v4.base64.channel.k8s.io"})
    void givesOutputErrorsAndExitCodeOverWebSocket(String protocol) throws Exception {
        ChannelClient client = open(protocol, exec("output=1&error=1", "sh", "-c", "echo out; echo err >&2; exit 3"));

        assertThat(client.closeCode()).isEqualTo(1000);
        assertThat(client.text(1)).isEqualTo("out\n");
        assertThat(client.text(2)).isEqualTo("err\n");
        assertThat(client.text(3))
                .contains("\"reason\":\"NonZeroExitCode\"")
                .contains("\"causes\":[{\"reason\":\"ExitCode\",\"message\":\"3\"}]");
    }

    @ParameterizedTest
    @CsvSource({"channel.k8s.io,0,''", "base64.channel.k8s.io,7,exit status 7"})
    void tellsTheStatusAsTextToOldClients(String protocol, String code, String status) throws Exception {
        ChannelClient client = open(protocol, exec("output=1&error=1", "sh", "-c", "exit " + code));

        assertThat(client.closeCode()).isEqualTo(1000);
        assertThat(client.text(3)).endsWith(status).doesNotContain("{");
    }

    @Test
    void endsInputAloneOverWebSocketV5() throws Exception {
        byte[] bytes = new byte[20_000_000];
        new Random(1).nextBytes(bytes);
        ChannelClient client = open("v5.channel.k8s.io", exec("input=1&output=1", "sha256sum"));

        client.send(0, bytes);
        client.closeChannel(0);

        assertThat(client.closeCode()).isEqualTo(1000);
        assertThat(client.text(1)).isEqualTo(sha256(bytes) + "  -\n");
        assertThat(client.text(3)).isEqualTo(SUCCESS);
    }

    @Test
    void givesMuchOutputWholeOverWebSocket() throws Exception {
        ChannelClient client =
                open("v5.channel.k8s.io", exec("output=1", "sh", "-c", "head -c 30000000 /dev/zero; exit 9"));

        assertThat(client.closeCode()).isEqualTo(1000);
        assertThat(client.bytes(1)).hasSize(30_000_000);
        assertThat(client.text(3)).contains("\"message\":\"9\"");
    }

    @Test
    void givesTheCommandATerminalAndItsSizes() throws Exception {
        ChannelClient client = open("v5.channel.k8s.io", exec("input=1&output=1&tty=1", "cat"));
        client.send(4, "{\"Width\":120,\"Height\":50}".getBytes());
        client.send(0, "hello\n".getBytes());
        LocalProcess process = kubelet.pods().started().take();
        client.await(1, "hello\r\nhello\r\n");
        client.send(0, new byte[] {4}); // what a terminal takes for the end

        assertThat(client.closeCode()).isEqualTo(1000);
        assertThat(process.sizes()).containsExactly(new TerminalSize(120, 50));
    }

    @Test
    void refusesAProtocolThatItDoesNotSpeak() {
        assertThatThrownBy(() -> open("v9.channel.k8s.io", exec("output=1", "true")))
                .hasMessageContaining("403");
    }

    @Test
    void tellsWhatCannotBeRun() throws Exception {
        ChannelClient client = open("v5.channel.k8s.io", exec("output=1", "nosuch"));

        assertThat(client.closeCode()).isEqualTo(1000);
        assertThat(client.text(3))
                .contains("\"reason\":\"InternalError\"")
                .contains("error executing command in container: exec: nosuch: not found");
    }

    @Test
    void killsTheCommandOfAClientThatIsGone() throws Exception {
        ChannelClient client = open("v5.channel.k8s.io", exec("input=1&output=1", "sleep", "1000"));
        LocalProcess process = kubelet.pods().started().take();

        client.abort();

        process.gone().get(20, TimeUnit.SECONDS);
    }

    @Test
    void endsEveryCommandWhenTheServerStops() throws Exception {
        open("v5.channel.k8s.io", exec("input=1&output=1", "sleep", "1000"));
        LocalProcess process = kubelet.pods().started().take();

        kubelet.close();

        process.gone().get(20, TimeUnit.SECONDS);
    }

    @Test
    void attachesToTheContainersOwnProcess() throws Exception {
        ChannelClient client = open("v5.channel.k8s.io", "/attach/default/local/main?output=1&error=1");

        assertThat(client.closeCode()).isEqualTo(1000);
        assertThat(client.text(1)).isEqualTo("one\ntwo\n");
    }

    @Test
    void endsSpdyInAnOrderThatLosesNothing() throws Exception {
        try (SpdyClient client = spdy("input=1&output=1&error=1", "sh", "-c", "cat; exit 3")) {
            client.open(1, "error");
            client.open(3, "stdin");
            client.open(5, "stdout");
            client.open(7, "stderr");
            client.write(3, "hello", true);

            List<SpdyFrame> frames = client.readToEnd();

            assertThat(client.text(frames, 5)).isEqualTo("hello");
            assertThat(client.text(frames, 1)).contains("\"message\":\"3\"");
            assertThat(frames.getLast()).isEqualTo(new SpdyFrame.GoAway(7));
            assertThat(frames).noneMatch(SpdyFrame.RstStream.class::isInstance);
            assertThat(client.ended(frames)).containsExactly(1, 5, 7, 3);
        }
    }

    @Test
    void answersPingsAndRefusesStreamsNobodyAskedFor() throws Exception {
        try (SpdyClient client = spdy("output=1", "cat")) {
            client.open(1, "error");
            client.send(new SpdyFrame.Ping(77));
            assertThat(client.read()).isEqualTo(new SpdyFrame.Ping(77));
            client.send(new SpdyFrame.SynStream(3, Map.of("streamtype", "stdin"), false));
            assertThat(client.read()).isEqualTo(new SpdyFrame.RstStream(3, SpdyFrame.REFUSED_STREAM));
            client.send(new SpdyFrame.SynStream(3, Map.of("streamtype", "stdout"), false));
            assertThat(client.read()).isEqualTo(new SpdyFrame.RstStream(3, SpdyFrame.PROTOCOL_ERROR));
            client.open(5, "stdout");
            assertThat(client.readToEnd().getLast()).isInstanceOf(SpdyFrame.GoAway.class);
        }
    }

    @Test
    void startsNothingForAClientThatDoesNotOpenItsStreams() throws Exception {
        kubelet.close();
        kubelet = ServedKubelet.start(
                ServedKubelet.impatient(10),
                new CommandLimits(
                        Duration.ofMillis(300), Duration.ofHours(4), Duration.ofSeconds(15), Duration.ofSeconds(1)));
        try (SpdyClient client = spdy("output=1", "true")) {
            client.open(1, "error");
            assertThatThrownBy(client::read).isInstanceOf(IOException.class);
        }
        assertThat(kubelet.pods().started()).isEmpty();
    }

    @Test
    void endsAnIdleCommand() throws Exception {
        kubelet.close();
        kubelet = ServedKubelet.start(
                ServedKubelet.impatient(10),
                new CommandLimits(
                        Duration.ofSeconds(30), Duration.ofMillis(600), Duration.ofMillis(200), Duration.ofSeconds(1)));
        open("v5.channel.k8s.io", exec("input=1&output=1", "sleep", "1000"));

        kubelet.pods().started().take().gone().get(20, TimeUnit.SECONDS);
    }

    private ChannelClient open(String protocol, String path) throws Exception {
        return ChannelClient.open(kubelet.user("admin"), kubelet.uri("wss", path), protocol);
    }

    private SpdyClient spdy(String streams, String... command) throws IOException {
        return SpdyClient.open(kubelet.user("admin"), kubelet.address(), exec(streams, command));
    }

    private static String exec(String streams, String... command) {
        StringBuilder path = new StringBuilder("/exec/default/local/main?").append(streams);
        for (String word : command) {
            path.append("&command=").append(URLEncoder.encode(word, StandardCharsets.UTF_8));
        }
        return path.toString();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
