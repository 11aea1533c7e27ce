package io.beemesh.provider.tunnel;

import io.beemesh.provider.tunnel.session.KubeletDoor;
import io.beemesh.provider.tunnel.session.SessionLimits;
import io.beemesh.provider.tunnel.session.TunnelSession;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;

/**
 * Dials {@value #PATH} with the JDK's WebSocket, by HTTP/1.1, since the servers offer HTTP/2 but do not upgrade it.
 *
 * <p>A k3s answers a node's certificate with a session, any other API server with a refusal: no better sign is needed.
 */
public final class WebSocketDialer implements TunnelDialer {
    static final String PATH = "/v1-k3s/connect";

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int SERVER_TROUBLE = 500;

    private final KubeletDoor door;
    private final SessionLimits limits;
    private final LongSupplier nanoTicker;

    /** Sessions lead to one kubelet API. */
    public WebSocketDialer(KubeletDoor door, SessionLimits limits, LongSupplier nanoTicker) {
        this.door = door;
        this.limits = limits;
        this.nanoTicker = nanoTicker;
    }

    @Override
    public Attempt dial(InetSocketAddress server, SSLContext identity) throws InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .sslContext(identity)
                .connectTimeout(TIMEOUT)
                .executor(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("tunnel-socket-", 0).factory()))
                .build();
        boolean opened = false;
        try {
            WebSocketLink link = new WebSocketLink(port -> new TunnelSession(port, door, limits, nanoTicker));
            client.newWebSocketBuilder()
                    .connectTimeout(TIMEOUT)
                    .buildAsync(uri(server), link)
                    .get();
            opened = true;
            return new Attempt.Opened(() -> serve(client, link.session()));
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        } finally {
            if (!opened) {
                client.shutdownNow();
            }
        }
    }

    private static String serve(HttpClient client, TunnelSession session) throws InterruptedException {
        try {
            return session.run();
        } finally {
            client.shutdownNow();
        }
    }

    private static Attempt failed(Throwable cause) {
        if (cause instanceof WebSocketHandshakeException refusal) {
            int status = refusal.getResponse().statusCode();
            return status < SERVER_TROUBLE ? new Attempt.Refused(status) : new Attempt.Unreachable("status " + status);
        }
        return new Attempt.Unreachable(String.valueOf(cause));
    }

    private static URI uri(InetSocketAddress server) {
        try {
            return new URI("wss", null, server.getAddress().getHostAddress(), server.getPort(), PATH, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("API server " + server + " (expected: an address and a port)", e);
        }
    }
}
