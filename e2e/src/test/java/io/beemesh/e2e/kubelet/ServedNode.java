package io.beemesh.e2e.kubelet;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.provider.kube.ApiReviews;
import io.beemesh.provider.kube.ApiServers;
import io.beemesh.provider.kube.CertificateKind;
import io.beemesh.provider.kube.Certificates;
import io.beemesh.provider.kube.ClientAuthorities;
import io.beemesh.provider.kube.client.KubeAccess;
import io.beemesh.provider.kube.client.KubeClients;
import io.beemesh.provider.kube.client.KubeSettings;
import io.beemesh.provider.kube.client.NodeTls;
import io.beemesh.provider.kubelet.KubeletConfig;
import io.beemesh.provider.kubelet.KubeletServer;
import io.beemesh.provider.kubelet.testing.FixedReports;
import io.beemesh.provider.kubelet.testing.FixedUsage;
import io.beemesh.provider.kubelet.testing.LocalPods;
import io.beemesh.provider.kubelet.testing.MemoryStore;
import io.beemesh.provider.tunnel.Tunnel;
import io.beemesh.provider.tunnel.TunnelMode;
import io.beemesh.provider.tunnel.WebSocketDialer;
import io.beemesh.provider.tunnel.session.SessionLimits;
import io.beemesh.provider.tunnel.session.SocketDoor;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A node of the rig's cluster that serves the kubelet API, with pods whose containers are processes of this machine.
 */
final class ServedNode implements AutoCloseable {
    private final Kubectl kubectl;
    private final String name;
    private final KubernetesClient client;
    private final LocalPods pods = new LocalPods();
    private final KubeletServer server;
    private Optional<Tunnel> tunnel = Optional.empty();

    private ServedNode(Kubectl kubectl, InetAddress address, InetAddress listen) throws IOException {
        this.kubectl = kubectl;
        this.name = "node-of-" + kubectl.namespace();
        this.client =
                KubeClients.connect(new KubeSettings(Optional.of(kubectl.kubeconfig()), 64, Duration.ofSeconds(10)));
        Certificates certificates =
                new Certificates(client, new Certificates.Policy(name, true, true, Duration.ofMinutes(1)));
        this.server = KubeletServer.start(
                KubeletConfig.of(name, address, new InetSocketAddress(listen, 0)),
                new KubeletServer.Backend(pods, new FixedReports(), new FixedUsage()),
                new KubeletServer.Trust(
                        new ApiReviews(KubeAccess.fixed(client)),
                        listener -> ClientAuthorities.follow(client, listener)::close,
                        (request, waiting) -> certificates.sign(CertificateKind.SERVING, request, waiting),
                        new MemoryStore()),
                new KubeletServer.Time(Clock.systemUTC(), System::nanoTime));
    }

    /** Registers the node; returns when the API server can trust it. */
    static ServedNode start(Kubectl kubectl) throws IOException {
        String number =
                Files.readString(kubectl.kubeconfig().resolveSibling("network")).strip();
        InetAddress address = InetAddress.getByName("10.177." + number + ".1");
        return registered(new ServedNode(kubectl, address, address), address);
    }

    /** Registers the node at an address that leads nowhere, and opens its tunnel; returns when a server has it. */
    static ServedNode behindTunnel(Kubectl kubectl) throws IOException {
        InetAddress nowhere = InetAddress.ofLiteral("198.51.100.55");
        ServedNode node = registered(new ServedNode(kubectl, nowhere, InetAddress.ofLiteral("127.0.0.1")), nowhere);
        node.openTunnel();
        Eventually.within(
                Duration.ofSeconds(60),
                () -> kubectl.run("get", "--raw", "/api/v1/nodes/" + node.name + "/proxy/healthz"));
        return node;
    }

    private static ServedNode registered(ServedNode node, InetAddress address) {
        node.register(address);
        Eventually.within(Duration.ofSeconds(60), () -> {
            if (!node.server.trustedByCluster()) {
                throw new AssertionError("the cluster has not signed the serving certificate");
            }
        });
        return node;
    }

    private void register(InetAddress address) {
        kubectl.apply("""
                {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "%s"}}""".formatted(name));
        patchStatus("node/" + name, """
                {"status": {
                  "addresses": [{"type": "InternalIP", "address": "%s"}],
                  "daemonEndpoints": {"kubeletEndpoint": {"Port": %d}}}}""".formatted(
                        address.getHostAddress(), server.address().getPort()));
    }

    /** Runs a pod with a container {@code main}, whose log a command writes. */
    void run(String pod, String... command) {
        pods.add(kubectl.namespace(), pod, "main", List.of(command));
        kubectl.apply("""
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s"},
                 "spec": {"nodeName": "%s", "containers": [{"name": "main", "image": "none"}]}}
                """.formatted(pod, name));
        patchStatus("pod/" + pod, """
                {"status": {"phase": "Running"}}""");
    }

    private void patchStatus(String object, String json) {
        kubectl.run("patch", object, "--subresource=status", "--type=merge", "--patch=" + json);
    }

    /** Has it dial every API server of the cluster, as the provider has. */
    void openTunnel() {
        Optional<SSLContext> identity;
        try (KubernetesClient asNode = NodeIdentity.of(name, client)) {
            identity = NodeTls.of(asNode, name);
        }
        SocketDoor door = new SocketDoor(server.address().getPort(), server.address());
        Tunnel.Ports ports = new Tunnel.Ports(
                listener -> ApiServers.follow(client, listener)::close,
                () -> identity,
                new WebSocketDialer(door, SessionLimits.PROVIDER, System::nanoTime),
                new SecureRandom());
        tunnel = Optional.of(Tunnel.start(TunnelMode.AUTO, ports, System::nanoTime));
    }

    void closeTunnel() {
        tunnel.ifPresent(Tunnel::close);
        tunnel = Optional.empty();
    }

    String name() {
        return name;
    }

    /** What runs behind it. */
    LocalPods pods() {
        return pods;
    }

    @Override
    public void close() {
        closeTunnel();
        server.close();
        kubectl.run("delete", "pods", "--all", "--force", "--grace-period=0");
        kubectl.run("delete", "node", name);
        client.close();
    }
}
