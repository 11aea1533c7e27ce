package io.beemesh.provider.kubelet;

import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.HttpHandler;
import io.beemesh.provider.kubelet.http.Query;
import io.beemesh.provider.kubelet.remotecommand.RemoteCommand;
import io.beemesh.provider.kubelet.remotecommand.StreamOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET} or {@code POST /exec/{namespace}/{pod}[/{uid}]/{container}}. Attach differs only in what it starts.
 */
class ExecVerb implements HttpHandler {
    private final PodSessions sessions;
    private final RemoteCommand remote;

    ExecVerb(PodSessions sessions, RemoteCommand remote) {
        this.sessions = sessions;
        this.remote = remote;
    }

    /** What to start in a container; empty if the query names nothing. */
    Optional<RemoteCommand.Command> command(PodSessions.Container container, Query query, StreamOptions options) {
        List<String> command = query.all("command");
        return command.isEmpty() ? Optional.empty() : Optional.of(() -> container.exec(command, options));
    }

    @Override
    public final void handle(HttpExchange exchange) throws IOException {
        Optional<ContainerName> name = ContainerName.of(exchange.request().segments());
        if (name.isEmpty()) {
            exchange.respond(404, "404: Page Not Found");
            return;
        }
        StreamOptions options = options(exchange.request().query());
        if (options.none()) {
            exchange.respond(400, "you must specify at least 1 of stdin, stdout, stderr");
            return;
        }
        switch (sessions.find(name.get())) {
            case PodSessions.NoSuchPod() -> exchange.respond(404, "pod does not exist");
            case PodSessions.NoSuchContainer() ->
                exchange.respond(500, "container not found (\"" + name.get().container() + "\")");
            case PodSessions.Found(PodSessions.Container container) -> run(exchange, container, options);
        }
    }

    private void run(HttpExchange exchange, PodSessions.Container container, StreamOptions options) throws IOException {
        Optional<RemoteCommand.Command> command =
                command(container, exchange.request().query(), options);
        if (command.isEmpty()) {
            exchange.respond(400, "you must specify a command");
        } else {
            remote.serve(exchange, options, command.get());
        }
    }

    private static StreamOptions options(Query query) {
        return new StreamOptions(set(query, "input"), set(query, "output"), set(query, "error"), set(query, "tty"));
    }

    private static boolean set(Query query, String name) {
        return query.first(name).equals(Optional.of("1"));
    }
}
