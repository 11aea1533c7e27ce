package io.beemesh.provider.app.side;

import io.beemesh.provider.kube.ApiServers;
import io.beemesh.provider.kube.client.KubeAccess;
import io.beemesh.provider.kube.client.NodeTls;
import io.beemesh.provider.tunnel.Tunnel;
import io.beemesh.provider.tunnel.TunnelIdentity;
import io.beemesh.provider.tunnel.TunnelMode;
import io.beemesh.provider.tunnel.WebSocketDialer;
import io.beemesh.provider.tunnel.session.SessionLimits;
import io.beemesh.provider.tunnel.session.SocketDoor;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The tunnel that a stock k3s needs to reach the kubelet API; open from {@link #open} to {@link #close}, which only the
 * leader does.
 *
 * @param tunnel empty if it is configured off
 */
public record TunnelSide(Optional<Tunnel> tunnel) implements AutoCloseable {
    /**
     * Who asks and who shows a certificate.
     *
     * @param cluster knows where the API servers are
     * @param node has the certificate of the node
     */
    public record Ends(KubernetesClient cluster, KubeAccess node) {}

    /**
     * Opens it; returns at once.
     *
     * @param door to the kubelet API of the node
     */
    public static TunnelSide open(TunnelMode mode, Ends ends, String node, SocketDoor door) {
        if (mode == TunnelMode.OFF) {
            return new TunnelSide(Optional.empty());
        }
        TunnelIdentity identity = () -> NodeTls.of(ends.node().client(), node);
        Tunnel.Ports ports = new Tunnel.Ports(
                listener -> ApiServers.follow(ends.cluster(), listener)::close,
                identity,
                new WebSocketDialer(door, SessionLimits.PROVIDER, System::nanoTime),
                new SecureRandom());
        return new TunnelSide(Optional.of(Tunnel.start(mode, ports, System::nanoTime)));
    }

    @Override
    public void close() {
        tunnel.ifPresent(Tunnel::close);
    }
}
