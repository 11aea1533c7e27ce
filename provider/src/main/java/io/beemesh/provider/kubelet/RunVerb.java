package io.beemesh.provider.kubelet;

import io.beemesh.mesh.session.ExecEnd;
import io.beemesh.mesh.session.ExecOutcome;
import io.beemesh.mesh.session.ExecSession;
import io.beemesh.mesh.session.OutputSink;
import io.beemesh.provider.kubelet.http.Headers;
import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.HttpHandler;
import io.beemesh.provider.kubelet.remotecommand.StreamOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code POST /run/{namespace}/{pod}[/{uid}]/{container}?cmd=...}: a command's output, 4 MiB at most. */
final class RunVerb implements HttpHandler {
    private static final int OUTPUT_BYTES_MAX = 4 << 20;

    private final PodSessions sessions;

    RunVerb(PodSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Optional<ContainerName> name = ContainerName.of(exchange.request().segments());
        if (name.isEmpty()) {
            exchange.respond(404, "404: Page Not Found");
            return;
        }
        switch (sessions.find(name.get())) {
            case PodSessions.NoSuchPod() -> exchange.respond(404, "pod does not exist");
            case PodSessions.NoSuchContainer() ->
                exchange.respond(500, "container not found (\"" + name.get().container() + "\")");
            case PodSessions.Found(PodSessions.Container container) -> run(exchange, container);
        }
    }

    private static void run(HttpExchange exchange, PodSessions.Container container) throws IOException {
        // The kubelet splits at blanks, and knows no quotes here.
        List<String> command =
                List.of(exchange.request().query().first("cmd").orElse("").split(" ", -1));
        switch (container.exec(command, new StreamOptions(false, true, true, false))) {
            case ExecOutcome.Refused refused -> exchange.respond(500, refused.message());
            case ExecOutcome.Opened(ExecSession session) -> {
                try (session) {
                    answer(exchange, session);
                }
            }
        }
    }

    private static void answer(HttpExchange exchange, ExecSession session) throws IOException {
        Collected output = new Collected(new ByteArrayOutputStream());
        switch (session.pump(output)) {
            case ExecEnd.Exited(int code)
            when code == 0 ->
                exchange.respond(
                        200,
                        Headers.NONE.with("Content-Type", "application/json"),
                        output.bytes().toByteArray());
            case ExecEnd.Exited(int code) -> exchange.respond(500, "command terminated with exit code " + code);
            case ExecEnd.Failed(String message) -> exchange.respond(500, message);
        }
    }

    private record Collected(ByteArrayOutputStream bytes) implements OutputSink {
        @Override
        public void stdout(byte[] buffer, int offset, int length) throws IOException {
            if (bytes.size() + length > OUTPUT_BYTES_MAX) {
                throw new IOException(
                        "the output is longer than " + OUTPUT_BYTES_MAX + " bytes (expected: less; use exec)");
            }
            bytes.write(buffer, offset, length);
        }

        @Override
        public void stderr(byte[] buffer, int offset, int length) throws IOException {
            stdout(buffer, offset, length);
        }
    }
}
