package io.beemesh.agent.pods.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.beemesh.agent.spec.Probe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks a real server, as the kubelet asks: pkg/probe/http. */
class HttpAskerIT {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final String HOST = "127.0.0.1";

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", HttpAskerIT::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** {@code /302?/path} sends to a path, {@code /503} answers so. */
    private static void answer(HttpExchange exchange) throws IOException {
        URI asked = exchange.getRequestURI();
        if (asked.getQuery() != null) {
            exchange.getResponseHeaders().add("Location", asked.getQuery());
        }
        byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(Integer.parseInt(asked.getPath().substring(1)), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Asker.Answer ask(String path) throws IOException {
        Probe.Port port = new Probe.Port(server.getAddress().getPort(), "");
        Probe.Action.HttpGet get = new Probe.Action.HttpGet("HTTP", HOST, port, path, List.of());
        return HttpAsker.get(HttpQuestion.of(get, HOST, port.number(), "probe"), LIMIT);
    }

    @Test
    void statusDecides() throws IOException {
        assertThat(ask("/200")).isEqualTo(new Asker.Answer.Yes());
        assertThat(ask("399")).isEqualTo(warned());
        assertThat(ask("/503")).isEqualTo(new Asker.Answer.No("HTTP probe failed with statuscode: 503"));
    }

    @Test
    void goesWhereItIsSentOnTheSameHost() throws IOException {
        assertThat(ask("/302?/200")).isEqualTo(new Asker.Answer.Yes());
        assertThat(ask("/301?/503")).isEqualTo(new Asker.Answer.No("HTTP probe failed with statuscode: 503"));
        String self = "http://" + HOST + ":" + server.getAddress().getPort() + "/";
        assertThat(ask("/307?" + self + "200")).isEqualTo(new Asker.Answer.Yes());
    }

    @Test
    void warnsWhenItIsSentToAnotherHost() throws IOException {
        assertThat(ask("/302?http://192.0.2.1/503")).isEqualTo(warned());
        assertThat(ask("/302?mailto:somebody")).isEqualTo(warned());
        assertThat(ask("/302?http://no_such_host/503")).isEqualTo(warned());
    }

    @Test
    void circleEnds() throws IOException {
        server.createContext("/round", exchange -> {
            exchange.getResponseHeaders().add("Location", "/round");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });

        assertThat(ask("/round")).isInstanceOfSatisfying(Asker.Answer.No.class, no -> assertThat(no.output())
                .endsWith("/round\": stopped after 10 redirects"));
    }

    @Test
    void nobodyIsRefusedAsTheKubeletSays() {
        server.stop(0);

        assertThatThrownBy(() -> ask("/200"))
                .hasMessageMatching(
                        "Get \"http://127.0.0.1:\\d+/200\": dial tcp 127.0.0.1:\\d+: " + "connect: connection refused");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello\\n | net/http: HTTP/1.x transport connection broken: malformed HTTP response \"hello\"",
                "'' | EOF",
            })
    void whoSpeaksOtherwiseIsRefusedInTheKubeletsWords(String said, String words) throws Exception {
        try (ServerSocket other = speaking(said.replace("\\n", "\n"))) {
            assertThatThrownBy(() -> ask(other.getLocalPort()))
                    .hasMessage("Get \"http://" + HOST + ":" + other.getLocalPort() + "/\": " + words);
        }
    }

    @Test
    void whoBreaksOffHasNotAnswered() throws Exception {
        try (ServerSocket other = speaking("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")) {
            assertThat(ask(other.getLocalPort())).isEqualTo(new Asker.Answer.Unasked("failure", "unexpected EOF"));
        }
    }

    @Test
    void whoNeverAnswersIsLate() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> ask(silent.getLocalPort()))
                    .hasMessageEndingWith("context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        }
    }

    private static Asker.Answer ask(int port) throws IOException {
        return HttpAsker.get(new HttpQuestion("http", HOST, port, "/", List.of(), "probe"), Duration.ofMillis(200));
    }

    /** Says the same to the first who asks, whatever that is, and hangs up. */
    private static ServerSocket speaking(String words) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("speaker").start(() -> {
            try (Socket asker = server.accept()) {
                BufferedReader asked =
                        new BufferedReader(new InputStreamReader(asker.getInputStream(), StandardCharsets.UTF_8));
                while (!asked.readLine().isEmpty()) {
                    // The whole question: hanging up before its end would be a reset.
                }
                asker.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // Nobody came.
            }
        });
        return server;
    }

    private static Asker.Answer warned() {
        return new Asker.Answer.Warned("Probe terminated redirects, Response body: hello");
    }
}
