package io.beemesh.provider.kubelet.remotecommand;

import io.beemesh.mesh.session.ExecOutcome;
import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.Upgraded;
import io.beemesh.provider.kubelet.spdy.SpdyHandshake;
import io.beemesh.provider.kubelet.websocket.WebSocket;
import io.beemesh.provider.kubelet.websocket.WebSocketHandshake;
import java.io.IOException;
import java.util.function.LongSupplier;

/** Serves exec and attach: agrees with the client on a protocol, then runs the command over it. */
public final class RemoteCommand {
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
        } else {
            serveSpdy(exchange, options, command);
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
        switch (SpdyHandshake.judge(exchange.request(), SpdyProtocol.names())) {
            case SpdyHandshake.Rejected(int status, String message) -> exchange.respond(status, message + "\n");
            case SpdyHandshake.Accepted accepted -> {
                Upgraded connection = exchange.upgrade(accepted.headers());
                run(connection, open(connection, SpdyProtocol.named(accepted.protocol()), options), command);
            }
        }
    }

    private SpdyStreams open(Upgraded connection, SpdyProtocol protocol, StreamOptions options) throws IOException {
        Upgraded.Timer timer = connection.line().after(limits.creation(), connection.line()::abort);
        try {
            return SpdyStreams.open(connection, protocol, options);
        } finally {
            timer.cancel();
        }
    }

    private void run(Upgraded connection, RemoteStreams streams, Command command) {
        try (streams) {
            new CommandRun(connection.line(), streams, limits, nanoTicker).run(command);
        }
    }
}
