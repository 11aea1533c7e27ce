package io.beemesh.agent.streams;

import io.beemesh.agent.network.NetworkNamespace;
import io.beemesh.mesh.session.port.ForwardOutcome;
import io.beemesh.mesh.wire.StreamOpening;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/**
 * A port of a pod's loopback addresses, as containerd connects to it: IPv4 first, then IPv6
 * (sandbox_portforward_linux.go).
 *
 * @param namespace the pod's network
 * @param pod what a refusal calls the pod
 * @param port 1 to 65535
 */
record PodPort(NetworkNamespace namespace, String pod, int port) {
    static final int PORT_MAX = 65_535;

    /** A program that is slow to accept has its callers try for 15 s; a provider waits 30 s for an answer. */
    private static final int CONNECT_MILLIS_MAX = 25_000;

    private static final InetAddress FOUR = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress SIX = InetAddress.ofLiteral("::1");

    ForwardOutcome connect() {
        IOException noFour;
        try {
            return connect(StandardProtocolFamily.INET, FOUR);
        } catch (IOException e) {
            noFour = e;
        }
        try {
            return connect(StandardProtocolFamily.INET6, SIX);
        } catch (IOException | UnsupportedOperationException e) {
            return new ForwardOutcome.Refused(
                    StreamOpening.Result.FAILED,
                    "failed to execute portforward in network namespace \"%s\": failed to connect to localhost:%d"
                                    .formatted(namespace.file(), port)
                            + " inside namespace \"%s\", IPv4: dial tcp4 127.0.0.1:%d: %s IPv6 dial tcp6 [::1]:%d: %s"
                                    .formatted(pod, port, reason(noFour), port, reason(e)));
        }
    }

    private ForwardOutcome connect(ProtocolFamily family, InetAddress loopback) throws IOException {
        SocketChannel channel = namespace.open(family);
        boolean connected = false;
        try {
            channel.socket().setTcpNoDelay(true);
            channel.socket().connect(new InetSocketAddress(loopback, port), CONNECT_MILLIS_MAX);
            connected = true;
            return new ForwardOutcome.Opened(new SocketConnection(channel));
        } finally {
            if (!connected) {
                channel.close();
            }
        }
    }

    /** As Go says it. */
    private static String reason(Exception e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("Connection ") ? "connect: " + message.toLowerCase(Locale.ROOT) : message;
    }
}
