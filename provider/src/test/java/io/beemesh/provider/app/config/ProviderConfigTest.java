package io.beemesh.provider.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.provider.node.NodeSettings;
import io.beemesh.provider.tunnel.TunnelMode;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProviderConfigTest {
    private static final Map<String, String> EVERY_KEY = Map.ofEntries(
            Map.entry("beemesh.namespace", "mesh-ns"),
            Map.entry("beemesh.kube.kubeconfig", "/etc/hostname"),
            Map.entry("beemesh.kube.requests-max", "9"),
            Map.entry("beemesh.kube.request-timeout", "3s"),
            Map.entry("beemesh.node.name", "edge"),
            Map.entry("beemesh.node.address", "10.1.2.3"),
            Map.entry("beemesh.node.service", "beemesh"),
            Map.entry("beemesh.node.taint", "false"),
            Map.entry("beemesh.node.lease-valid", "30s"),
            Map.entry("beemesh.node.lease-every", "7s"),
            Map.entry("beemesh.node.status-every", "1m"),
            Map.entry("beemesh.mesh.name", "north"),
            Map.entry("beemesh.mesh.listen", "/ip4/127.0.0.1/tcp/4002,/ip4/127.0.0.1/tcp/4003"),
            Map.entry("beemesh.mesh.announce", "/dns4/mesh.example.org/tcp/4002"),
            Map.entry("beemesh.mesh.service", "beemesh-edge"),
            Map.entry("beemesh.mesh.node-address", "192.0.2.7"),
            Map.entry("beemesh.mesh.secret", "keys"),
            Map.entry("beemesh.mesh.member-valid", "24h"),
            Map.entry("beemesh.mesh.beat-every", "5s"),
            Map.entry("beemesh.mesh.lost-after", "20s"),
            Map.entry("beemesh.mesh.lost-grace", "30s"),
            Map.entry("beemesh.mesh.host-lease", "45s"),
            Map.entry("beemesh.node.cluster-domain", "edge.local"),
            Map.entry("beemesh.kubelet.listen", "127.0.0.1"),
            Map.entry("beemesh.kubelet.port", "10260"),
            Map.entry("beemesh.kubelet.csr-impersonate", "false"),
            Map.entry("beemesh.kubelet.csr-approve", "false"),
            Map.entry("beemesh.storage.enabled", "false"),
            Map.entry("beemesh.tunnel.mode", "off"),
            Map.entry("beemesh.replicas.count", "2"),
            Map.entry("beemesh.replicas.index", "1"),
            Map.entry("beemesh.edge-hosts.apply-crd", "false"),
            Map.entry("beemesh.management.port", "8090"));

    @Test
    void hasDefaultsForEverything() throws Exception {
        ProviderConfig config = read(Map.of());

        assertThat(config.namespace()).isEqualTo("beemesh-system");
        assertThat(config.kube().kubeconfig()).isEmpty();
        assertThat(config.mesh().secret()).isEqualTo("beemesh-identity");
        assertThat(Settings.of(config).mesh())
                .isEqualTo(new MeshSettings(
                        "default",
                        List.of(Multiaddr.parse("/ip4/0.0.0.0/tcp/4001")),
                        List.of(),
                        new MeshSettings.Pace(
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(40),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(60)),
                        Duration.ofDays(365)));
        assertThat(Settings.of(config).kubeletListen()).isEqualTo(new InetSocketAddress("0.0.0.0", 10250));
        assertThat(config.kubelet().csrImpersonate()).isTrue();
        assertThat(config.kubelet().csrApprove()).isTrue();
        assertThat(config.node().clusterDomain()).isEqualTo("cluster.local");
        assertThat(Settings.of(config).tunnel()).isEqualTo(TunnelMode.AUTO);
        assertThat(config.edgeHosts().applyCrd()).isTrue();
        assertThat(config.management().port()).isEqualTo(8080);
        var node = Settings.of(config).node("0.1.0", InetAddress::getLoopbackAddress);
        assertThat(node.name()).isEqualTo("beemesh");
        assertThat(node.mesh()).isEqualTo("default");
        assertThat(node.kubeletPort()).isEqualTo(10250);
        assertThat(node.taints()).containsExactly(NodeSettings.TAINT);
        assertThat(node.address()).isEqualTo(InetAddress.getLoopbackAddress());
        assertThat(node.pace().leaseValid()).isEqualTo(Duration.ofSeconds(40));
        assertThat(node.pace().leaseEvery()).isEqualTo(Duration.ofSeconds(10));
        assertThat(node.pace().statusEvery()).isEqualTo(Duration.ofMinutes(5));
        assertThat(Settings.of(config).kube().requestsMax()).isEqualTo(256);
    }

    @Test
    void mapsEveryKey() throws Exception {
        Map<String, String> keys = new HashMap<>(EVERY_KEY);
        keys.put("beemesh.node.labels.\"example.org/zone\"", "north");
        ProviderConfig config = read(keys);

        assertThat(EVERY_KEY.keySet()).isEqualTo(KnownKeys.ofProvider().keys());
        assertThat(config.namespace()).isEqualTo("mesh-ns");
        assertThat(config.mesh().secret()).isEqualTo("keys");
        assertThat(config.mesh().service()).contains("beemesh-edge");
        assertThat(config.mesh().nodeAddress()).contains("192.0.2.7");
        assertThat(config.node().service()).contains("beemesh");
        assertThat(Settings.of(config).mesh())
                .isEqualTo(new MeshSettings(
                        "north",
                        List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/4002"), Multiaddr.parse("/ip4/127.0.0.1/tcp/4003")),
                        List.of(Multiaddr.parse("/dns4/mesh.example.org/tcp/4002")),
                        new MeshSettings.Pace(
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(45)),
                        Duration.ofHours(24)));
        assertThat(Settings.of(config).kubeletListen()).isEqualTo(new InetSocketAddress("127.0.0.1", 10260));
        assertThat(config.kubelet().csrImpersonate()).isFalse();
        assertThat(config.kubelet().csrApprove()).isFalse();
        assertThat(config.node().clusterDomain()).isEqualTo("edge.local");
        assertThat(Settings.of(config).tunnel()).isEqualTo(TunnelMode.OFF);
        assertThat(config.edgeHosts().applyCrd()).isFalse();
        assertThat(config.management().port()).isEqualTo(8090);
        var kube = Settings.of(config).kube();
        assertThat(kube.kubeconfig()).contains(Path.of("/etc/hostname"));
        assertThat(kube.requestsMax()).isEqualTo(9);
        assertThat(kube.requestTimeout()).isEqualTo(Duration.ofSeconds(3));
        var node = Settings.of(config).node("0.1.0", InetAddress::getLoopbackAddress);
        assertThat(node.name()).isEqualTo("edge");
        assertThat(node.address()).isEqualTo(InetAddress.ofLiteral("10.1.2.3"));
        assertThat(node.mesh()).isEqualTo("north");
        assertThat(node.kubeletPort()).isEqualTo(10260);
        assertThat(node.labels()).containsEntry("example.org/zone", "north");
        assertThat(node.pace().leaseValid()).isEqualTo(Duration.ofSeconds(30));
        assertThat(node.pace().leaseEvery()).isEqualTo(Duration.ofSeconds(7));
        assertThat(node.pace().statusEvery()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void saysAllThatIsInvalidAtOnce() {
        ProviderConfig config = read(Map.of(
                "beemesh.node.name", "Not_A_Label",
                "beemesh.node.address", "edge.example.org",
                "beemesh.node.lease-valid", "10s",
                "beemesh.kube.requests-max", "0",
                "beemesh.kubelet.port", "0",
                "beemesh.mesh.listen", "tcp://0.0.0.0:4001",
                "beemesh.tunnel.mode", "maybe",
                "beemesh.mesh.name", "Also_None"));

        assertThatThrownBy(() -> Settings.of(config))
                .isInstanceOf(ConfigRefusedException.class)
                .hasMessageContaining("beemesh.node.name: 'Not_A_Label'")
                .hasMessageContaining("beemesh.node.address: 'edge.example.org'")
                .hasMessageContaining("lease: valid for PT10S")
                .hasMessageContaining("requests in flight: 0")
                .hasMessageContaining("beemesh.kubelet.port: 0")
                .hasMessageContaining("beemesh.tunnel.mode: 'maybe' (expected: auto, on or off)")
                .hasMessageContaining("beemesh.mesh:");
    }

    @Test
    void refusesAKeyThatNobodyReadsAndSaysWhichWasMeant() {
        SmallRyeConfig config =
                build(Map.of("beemesh.nod.name", "edge", "beemesh.mesh.listen[0]", "/ip4/0.0.0.0/tcp/1"));

        assertThatThrownBy(() -> new ConfigCheck().refuseUnknown(config))
                .isInstanceOf(ConfigRefusedException.class)
                .hasMessageContaining("unknown key beemesh.nod.name")
                .hasMessageContaining("did you mean beemesh.node.name?")
                .hasMessageNotContaining("listen");
    }

    @Test
    void guessesNothingForAKeyThatLooksLikeNone() {
        assertThat(KnownKeys.ofProvider().nearest("beemesh.something.else.entirely"))
                .isEmpty();
    }

    private static ProviderConfig read(Map<String, String> keys) {
        return build(keys).getConfigMapping(ProviderConfig.class);
    }

    private static SmallRyeConfig build(Map<String, String> keys) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ProviderConfig.class)
                .withMappingIgnore("beemesh.**")
                .withSources(new PropertiesConfigSource(keys, "test", 100))
                .build();
    }
}
