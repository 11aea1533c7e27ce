package io.beemesh.provider.kubelet.portforward;

import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.MalformedRequestException;
import io.beemesh.provider.kubelet.http.RequestHead;
import io.beemesh.provider.kubelet.http.Upgraded;
import io.beemesh.provider.kubelet.remotecommand.CommandLimits;
import io.beemesh.provider.kubelet.spdy.SpdyHandshake;
import io.beemesh.provider.kubelet.websocket.Channels;
import io.beemesh.provider.kubelet.websocket.MessageStreams;
import io.beemesh.provider.kubelet.websocket.WebSocket;
import io.beemesh.provider.kubelet.websocket.WebSocketHandshake;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Serves port-forward: over SPDY, over SPDY within WebSocket (KEP-4006), and over WebSocket channels.
 */
public final class PortForward {
    private static final List<String> SPDY = List.of("portforward.k8s.io");
    private static final List<String> TUNNELLED = List.of("SPDY/3.1+portforward.k8s.io");

    private final CommandLimits limits;
    private final LongSupplier nanoTicker;

    /** Serves within these limits. */
    public PortForward(CommandLimits limits, LongSupplier nanoTicker) {
        this.limits = limits;
        this.nanoTicker = nanoTicker;
    }

    /**
     * The ports that a request names: none where streams name them.
     *
     * @throws MalformedRequestException if it must name some and does not
     */
    public static List<Integer> ports(RequestHead request) throws MalformedRequestException {
        return request.upgrade("websocket") && !isTunnel(request) ? Ports.of(request.query()) : List.of();
    }

    private static boolean isTunnel(RequestHead request) {
        return request.headers().members("Sec-WebSocket-Protocol").stream().anyMatch(TUNNELLED::contains);
    }

    /**
     * Serves a request to its end.
     *
     * @param ports that it names
     * @throws IOException if the client goes away
     */
    public void serve(HttpExchange exchange, ForwardedPod pod, List<Integer> ports) throws IOException {
        if (!exchange.request().upgrade("websocket")) {
            serveSpdy(exchange, pod);
            return;
        }
        boolean tunnel = isTunnel(exchange.request());
        switch (WebSocketHandshake.judge(exchange.request(), tunnel ? TUNNELLED : ChannelForward.PROTOCOLS)) {
            case WebSocketHandshake.Rejected(int status, String message) -> exchange.respond(status, message + "\n");
            case WebSocketHandshake.Accepted accepted -> {
                Upgraded connection = exchange.upgrade(accepted.headers());
                WebSocket socket = new WebSocket(connection.in(), connection.out());
                if (tunnel) {
                    MessageStreams streams = new MessageStreams(socket);
                    Upgraded within = new Upgraded(streams.in(), streams.out(), connection.line());
                    new SpdyForward(within, pod, limits, nanoTicker).run();
                } else {
                    Channels channels = new Channels(socket, accepted.protocol());
                    new ChannelForward(connection.line(), channels, limits, nanoTicker).run(pod, ports);
                }
            }
        }
    }

    private void serveSpdy(HttpExchange exchange, ForwardedPod pod) throws IOException {
        switch (SpdyHandshake.judge(exchange.request(), SPDY)) {
            case SpdyHandshake.Rejected(int status, String message) -> exchange.respond(status, message + "\n");
            case SpdyHandshake.Accepted accepted ->
                new SpdyForward(exchange.upgrade(accepted.headers()), pod, limits, nanoTicker).run();
        }
    }
}
