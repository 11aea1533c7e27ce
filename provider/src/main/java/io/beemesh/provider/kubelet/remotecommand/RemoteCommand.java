package io.beemesh.provider.kubelet.remotecommand;

import io.beemesh.mesh.session.ExecOutcome;
import io.beemesh.provider.kubelet.http.Headers;
import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.Upgraded;
import io.beemesh.provider.kubelet.websocket.WebSocket;
import io.beemesh.provider.kubelet.websocket.WebSocketHandshake;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Serves exec and attach: agrees with the client on a protocol, then runs the command over it. */
public final class RemoteCommand {
    private static final String VERSION = "X-Stream-Protocol-Version";

    private final CommandLimits limits;
    private final LongSupplier nanoTicker;

    /** A command still to be started. */
    @FunctionalInterface
    public interface Command {

        /**
         * Starts it, or says why not.
         *
         * @throws IOException if the host cannot be reached
         */
        ExecOutcome start() throws IOException;
    }

    /** Serves within these limits. */
    public RemoteCommand(CommandLimits limits, LongSupplier nanoTicker) {
        this.limits = limits;
        this.nanoTicker = nanoTicker;
    }

    /**
     * Serves a request to its end. The command is not started before the client's streams are there.
     *
     * @throws IOException if the client goes away
     */
    public void serve(HttpExchange exchange, StreamOptions options, Command command) throws IOException {
        if (exchange.request().upgrade("websocket")) {
            serveWebSocket(exchange, options, command);
        } else if (exchange.request().upgrade("SPDY/3.1")) {
            serveSpdy(exchange, options, command);
        } else {
            exchange.respond(400, "unable to upgrade: missing upgrade headers in request\n");
        }
    }

    private void serveWebSocket(HttpExchange exchange, StreamOptions options, Command command) throws IOException {
        switch (WebSocketHandshake.judge(exchange.request(), WebSocketChannels.PROTOCOLS)) {
            case WebSocketHandshake.Rejected(int status, String message) -> exchange.respond(status, message + "\n");
            case WebSocketHandshake.Accepted accepted -> {
                Upgraded connection = exchange.upgrade(accepted.headers());
                WebSocket socket = new WebSocket(connection.in(), connection.out());
                WebSocketChannels channels = new WebSocketChannels(socket, accepted.protocol(), options);
                channels.greet();
                run(connection, channels, command);
            }
        }
    }

    private void serveSpdy(HttpExchange exchange, StreamOptions options, Command command) throws IOException {
        List<String> asked = exchange.request().headers().members(VERSION);
        if (asked.isEmpty()) {
            exchange.respond(400, "unable to upgrade: header " + VERSION + " names no protocol\n");
            return;
        }
        Optional<SpdyProtocol> protocol = SpdyProtocol.choose(asked);
        if (protocol.isEmpty()) {
            exchange.respond(
                    403,
                    "unable to upgrade: unable to negotiate protocol: client supports " + asked + ", server accepts "
                            + SpdyProtocol.names() + "\n");
            return;
        }
        Upgraded connection = exchange.upgrade(Headers.NONE
                .with("Connection", "Upgrade")
                .with("Upgrade", "SPDY/3.1")
                .with(VERSION, protocol.get().protocolName()));
        Upgraded.Timer timer = connection.line().after(limits.creation(), connection.line()::abort);
        SpdyStreams streams;
        try {
            streams = SpdyStreams.open(connection, protocol.get(), options);
        } finally {
            timer.cancel();
        }
        run(connection, streams, command);
    }

    private void run(Upgraded connection, RemoteStreams streams, Command command) {
        try (streams) {
            new CommandRun(connection.line(), streams, limits, nanoTicker).run(command);
        }
    }
}
