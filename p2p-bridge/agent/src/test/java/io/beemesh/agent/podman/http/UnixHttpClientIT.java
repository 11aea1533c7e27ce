package io.beemesh.agent.podman.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class UnixHttpClientIT {

    @TempDir
    Path folder;

    private final AtomicInteger connections = new AtomicInteger();
    private ServerSocketChannel server;
    private UnixHttpClient client;

    private interface Talk {
        void with(InputStream in, OutputStream out) throws IOException;
    }

    @BeforeEach
    void listen() throws IOException {
        Path socket = folder.resolve("s.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        client = new UnixHttpClient(socket);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private void serve(Talk talk) {
        Thread.ofVirtual().start(() -> {
            while (server.isOpen()) {
                try {
                    SocketChannel channel = server.accept();
                    connections.incrementAndGet();
                    Thread.ofVirtual().start(() -> serveOne(channel, talk));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private static void serveOne(SocketChannel channel, Talk talk) {
        try (channel) {
            talk.with(new BufferedInputStream(Channels.newInputStream(channel)), Channels.newOutputStream(channel));
        } catch (IOException e) {
            // The client went, as some tests want it.
        }
    }

    /** Reads a request's head and answers; until the client goes. */
    private static void answer(InputStream in, OutputStream out, String response) throws IOException {
        while (!head(in).isEmpty()) {
            out.write(response.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                return "";
            }
            head.append((char) c);
        }
        return head.toString();
    }

    private static Request get() {
        return Request.builder().method(Request.Method.GET).path("/x").build();
    }

    private String text(Duration answer) throws IOException {
        try (Response response = client.execute(get(), answer)) {
            return new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void connectionIsUsedAgainWhenItsAnswerWasReadWhole() throws Exception {
        serve((in, out) -> answer(in, out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        for (int i = 0; i < 10; i++) {
            assertThat(text(UnixHttpClient.UNBOUNDED)).isEqualTo("ok");
        }
        assertThat(connections).hasValue(1);
    }

    @Test
    void connectionIsNotUsedAgainWhenItsAnswerWasLeft() throws Exception {
        serve((in, out) -> answer(in, out, "HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + "x".repeat(200_000)));
        for (int i = 0; i < 3; i++) {
            try (Response response = client.execute(get(), UnixHttpClient.UNBOUNDED)) {
                assertThat(response.getBody().read()).isEqualTo('x');
            }
        }
        assertThat(connections).hasValue(3);
    }

    @Test
    void connectionThatThePeerClosedWhileIdleIsReplaced() throws Exception {
        serve((in, out) -> {
            head(in);
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.ISO_8859_1));
        });
        for (int i = 0; i < 10; i++) {
            assertThat(text(UnixHttpClient.UNBOUNDED)).isEqualTo("ok");
        }
        assertThat(connections).hasValue(10);
    }

    @RepeatedTest(200)
    void peerThatDoesNotAnswerIsGivenUp() {
        serve((in, out) -> in.readAllBytes());
        assertThatThrownBy(() -> text(Duration.ofMillis(2)))
                .isInstanceOf(IOException.class)
                .hasMessage("no answer within 2 ms");
    }

    @Test
    void socketThatIsNotThereIsAnError() {
        try (UnixHttpClient nowhere = new UnixHttpClient(folder.resolve("none.sock"))) {
            assertThatThrownBy(() -> nowhere.execute(get(), UnixHttpClient.UNBOUNDED))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void streamedRequestBodyIsChunked() throws Exception {
        CompletableFuture<String> sent = new CompletableFuture<>();
        serve((in, out) -> {
            String head = head(in);
            StringBuilder body = new StringBuilder();
            while (body.indexOf("0\r\n\r\n") < 0) {
                body.append((char) in.read());
            }
            sent.complete(head + body);
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        });
        Request request = Request.builder()
                .method(Request.Method.POST)
                .path("/import")
                .body(new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8)))
                .build();
        client.execute(request).close();
        assertThat(sent.get(10, TimeUnit.SECONDS))
                .contains("Transfer-Encoding: chunked")
                .endsWith("\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    }

    @Test
    void endOfHijackedInputIsPassedOnAndAnswersStillCome() throws Exception {
        serve((in, out) -> {
            assertThat(head(in)).contains("Connection: Upgrade");
            out.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            in.transferTo(all);
            out.write((all.size() + " bytes").getBytes(StandardCharsets.ISO_8859_1));
        });
        Request request = Request.builder()
                .method(Request.Method.POST)
                .path("/attach")
                .hijackedInput(new ByteArrayInputStream(new byte[300_000]))
                .build();
        try (Response response = client.execute(request)) {
            assertThat(new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("300000 bytes");
        }
    }

    @Test
    void closingAResponseEndsAReadThatBlocks() throws Exception {
        serve((in, out) -> {
            head(in);
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            in.readAllBytes();
        });
        Response response = client.execute(get(), UnixHttpClient.UNBOUNDED);
        assertThat(response.getBody().read()).isEqualTo('x');
        CompletableFuture<String> ended = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                ended.complete("read " + response.getBody().read());
            } catch (IOException e) {
                ended.complete("ended");
            }
        });
        response.close();
        assertThat(ended.get(10, TimeUnit.SECONDS)).isEqualTo("ended");
    }
}
