package io.beemesh.agent.pods.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.spec.Probe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks a real gRPC server, that of Debian's python3-grpcio. */
class GrpcAskerIT {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** Answers by the name of the service, with the bytes of a HealthCheckResponse. */
    private static final String SERVER = """
            import sys, time
            from concurrent import futures
            import grpc
            ANSWERS = {b"": b"\\x08\\x01", b"up": b"\\x08\\x01", b"down": b"\\x08\\x02", b"new": b""}
            def check(request, context):
                name = request[2:]
                if name == b"slow":
                    time.sleep(3)
                if name not in ANSWERS:
                    context.set_trailing_metadata((("noise", "x" * 5000),))
                    context.abort(grpc.StatusCode.NOT_FOUND, "no service \u00fc+" + name.decode())
                return ANSWERS[name]
            server = grpc.server(futures.ThreadPoolExecutor(4))
            if sys.argv[1] == "health":
                handler = grpc.unary_unary_rpc_method_handler(check)
                server.add_generic_rpc_handlers(
                    (grpc.method_handlers_generic_handler("grpc.health.v1.Health", {"Check": handler}),))
            print(server.add_insecure_port("127.0.0.1:0"), flush=True)
            server.start()
            sys.stdin.read()
            """;

    private static Process healthy;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        healthy = server("health");
        port = port(healthy);
    }

    @AfterAll
    static void stop() {
        healthy.destroyForcibly();
    }

    private static Process server(String kind) throws IOException {
        return new ProcessBuilder("/usr/bin/python3", "-c", SERVER, kind)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static int port(Process server) throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        return Integer.parseInt(said.readLine());
    }

    private static String ask(int at, String service) throws IOException {
        return switch (GrpcAsker.check(new Probe.Action.Grpc(at, service), "127.0.0.1", LIMIT)) {
            case Asker.Answer.Yes yes -> "yes";
            case Asker.Answer.Warned warned -> warned.output();
            case Asker.Answer.No no -> no.output();
            case Asker.Answer.Unasked unasked -> unasked.why();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "'',yes",
        "up,yes",
        "down,service unhealthy (responded with \"NOT_SERVING\")",
        "new,service unhealthy (responded with \"UNKNOWN\")",
        "gone,error: health rpc probe failed: rpc error: code = NotFound desc = no service \u00fc+gone",
        "slow,timeout: health rpc did not complete within 2s",
    })
    void readsHealthAsTheKubeletDoes(String service, String answer) throws IOException {
        assertThat(ask(port, service)).isEqualTo(answer);
    }

    @Test
    void tellsOfAServerWithoutHealth() throws IOException {
        Process other = server("none");
        try {
            assertThat(ask(port(other), ""))
                    .startsWith("error: this server does not implement the grpc health protocol"
                            + " (grpc.health.v1.Health): ");
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void tellsOfNobodyAndOfSomethingElse() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(ask(free, ""))
                .isEqualTo("timeout: failed to connect service \"127.0.0.1:" + free
                        + "\" within 2s: context deadline exceeded");
        try (ServerSocket socket = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> {
                try (var client = socket.accept()) {
                    client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    client.getInputStream().readNBytes(200);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(ask(socket.getLocalPort(), "")).startsWith("timeout: failed to connect service");
        }
    }
}
