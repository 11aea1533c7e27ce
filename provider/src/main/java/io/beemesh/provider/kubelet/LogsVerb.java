package io.beemesh.provider.kubelet;

import io.beemesh.mesh.session.LogsOutcome;
import io.beemesh.provider.kubelet.http.Headers;
import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /containerLogs/{namespace}/{pod}/{container}}. A client that goes away ends the log on the host. */
final class LogsVerb implements HttpHandler {
    private static final Logger log = LoggerFactory.getLogger(LogsVerb.class);
    private static final int PIECE_BYTES = 32 * 1024;

    private final PodSessions sessions;
    private final Clock clock;

    LogsVerb(PodSessions sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Optional<ContainerName> name = ContainerName.of(exchange.request().segments());
        if (name.isEmpty() || name.get().uid().isPresent()) {
            exchange.respond(404, "404: Page Not Found");
            return;
        }
        switch (LogOptions.parse(exchange.request().query(), clock)) {
            case LogOptions.Bad(int status, String message) -> exchange.respond(status, message);
            case LogOptions.Parsed(LogQuery query) -> find(exchange, name.get(), query);
        }
    }

    private void find(HttpExchange exchange, ContainerName name, LogQuery query) throws IOException {
        switch (sessions.find(name)) {
            case PodSessions.NoSuchPod() -> exchange.respond(404, "pod \"" + name.pod() + "\" does not exist");
            case PodSessions.NoSuchContainer() ->
                exchange.respond(404, "container \"" + name.container() + "\" not found in pod \"" + name.pod() + "\"");
            case PodSessions.Found(PodSessions.Container container) -> open(exchange, container, query);
        }
    }

    private static void open(HttpExchange exchange, PodSessions.Container container, LogQuery query)
            throws IOException {
        switch (container.openLogs(query)) {
            case LogsOutcome.Refused refused -> exchange.respond(400, refused.message());
            case LogsOutcome.Opened(InputStream bytes) -> copy(exchange, bytes);
        }
    }

    private static void copy(HttpExchange exchange, InputStream bytes) throws IOException {
        try (bytes) {
            exchange.whenClientLeaves(() -> closeQuietly(bytes));
            // Not closed on a failure: a body without its end tells the client that it is cut off.
            OutputStream body = exchange.stream(200, Headers.NONE.with("Content-Type", HttpExchange.TEXT));
            byte[] piece = new byte[PIECE_BYTES];
            for (int length = bytes.read(piece); length >= 0; length = bytes.read(piece)) {
                body.write(piece, 0, length);
            }
            body.close();
        }
    }

    private static void closeQuietly(InputStream bytes) {
        try {
            bytes.close();
        } catch (IOException e) {
            log.atDebug().addKeyValue("cause", e.toString()).log("log stream not closed in order");
        }
    }
}
