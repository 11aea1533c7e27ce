package io.beemesh.provider.app.config;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.provider.identity.Replica;
import io.beemesh.provider.kube.client.KubeSettings;
import io.beemesh.provider.node.NodeSettings;
import io.beemesh.provider.tunnel.TunnelMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The configuration as the records that the rooms take. */
public final class Settings {
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private final ProviderConfig config;

    private Settings(ProviderConfig config) {
        this.config = config;
    }

    /** Checks all values, so that what is wrong is said at once. */
    public static Settings of(ProviderConfig config) throws ConfigRefusedException {
        List<String> problems = new ArrayList<>();
        label("beemesh.namespace", config.namespace(), problems);
        label("beemesh.node.name", config.node().name(), problems);
        label("beemesh.mesh.name", config.mesh().name(), problems);
        label("beemesh.mesh.secret", config.mesh().secret(), problems);
        port("beemesh.kubelet.port", config.kubelet().port(), problems);
        port("beemesh.management.port", config.management().port(), problems);
        Settings settings = new Settings(config);
        tryTo(settings::kube, "beemesh.kube", problems);
        tryTo(settings::pace, "beemesh.node", problems);
        tryTo(settings::mesh, "beemesh.mesh", problems);
        tryTo(settings::kubeletListen, "beemesh.kubelet.listen", problems);
        tryTo(settings::tunnel, "beemesh.tunnel.mode", problems);
        tryTo(settings::replica, "beemesh.replicas", problems);
        config.node().service().ifPresent(name -> label("beemesh.node.service", name, problems));
        config.mesh().service().ifPresent(name -> label("beemesh.mesh.service", name, problems));
        config.node().address().ifPresent(it -> tryTo(() -> parse(it), "beemesh.node.address", problems));
        config.mesh().nodeAddress().ifPresent(it -> tryTo(() -> parse(it), "beemesh.mesh.node-address", problems));
        if (!problems.isEmpty()) {
            throw new ConfigRefusedException(problems);
        }
        return settings;
    }

    /** How the API server is reached. */
    public KubeSettings kube() {
        return new KubeSettings(
                config.kube().kubeconfig(),
                config.kube().requestsMax(),
                config.kube().requestTimeout(),
                new KubeSettings.Agent("beemesh-provider/" + config.replicas().index()));
    }

    /**
     * The virtual node.
     *
     * @param otherwise its address if none is configured
     */
    public NodeSettings node(String version, Supplier<InetAddress> otherwise) {
        ProviderConfig.Node node = config.node();
        InetAddress address = node.address().map(Settings::parse).orElseGet(otherwise);
        return new NodeSettings(
                node.name(),
                address,
                config.mesh().name(),
                config.kubelet().port(),
                node.labels(),
                node.taint() ? List.of(NodeSettings.TAINT) : List.of(),
                version,
                pace());
    }

    /** The mesh behind the node. */
    public MeshSettings mesh() {
        ProviderConfig.Mesh mesh = config.mesh();
        return new MeshSettings(
                mesh.name(),
                mesh.listen().stream().map(Multiaddr::parse).toList(),
                mesh.announce().orElse(List.of()).stream().map(Multiaddr::parse).toList(),
                new MeshSettings.Pace(mesh.beatEvery(), mesh.lostAfter(), mesh.lostGrace(), mesh.hostLease()),
                mesh.memberValid());
    }

    /** Where the kubelet API listens. */
    public InetSocketAddress kubeletListen() {
        return new InetSocketAddress(
                parse(config.kubelet().listen()), config.kubelet().port());
    }

    /** Whether a tunnel is opened. */
    public TunnelMode tunnel() {
        return TunnelMode.parse(config.tunnel().mode());
    }

    /** Which provider this is. */
    public Replica replica() {
        return new Replica(config.replicas().index(), config.replicas().count());
    }

    /** Everything that is taken as it is. */
    public ProviderConfig plain() {
        return config;
    }

    private NodeSettings.Pace pace() {
        ProviderConfig.Node node = config.node();
        NodeSettings.Pace usual = NodeSettings.Pace.kubelet();
        return new NodeSettings.Pace(
                node.leaseValid(), node.leaseEvery(), node.statusEvery(), usual.statusGap(), usual.settle());
    }

    private static InetAddress parse(String address) {
        try {
            // Only literals: a name would be looked up, and the node's address must not change with a resolver's mood.
            if (!address.matches("[0-9.]+|[0-9a-fA-F:]+")) {
                throw new IllegalArgumentException("'" + address + "' (expected: an IP address)");
            }
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + address + "' (expected: an IP address)", e);
        }
    }

    private static void label(String key, String value, List<String> problems) {
        if (!DNS_LABEL.matcher(value).matches()) {
            problems.add(key + ": '" + value + "' (expected: a DNS label, at most 63 of a-z, 0-9 and -)");
        }
    }

    private static void port(String key, int value, List<String> problems) {
        if (value < 1 || value > 65535) {
            problems.add(key + ": " + value + " (expected: 1 to 65535)");
        }
    }

    private static void tryTo(Runnable conversion, String key, List<String> problems) {
        try {
            conversion.run();
        } catch (IllegalArgumentException e) {
            problems.add(key + ": " + e.getMessage());
        }
    }
}
