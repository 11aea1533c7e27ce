package io.beemesh.provider.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeImageTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);

    private final NodeImage image = new NodeImage(new NodeSettings(
            "beemesh",
            InetAddress.ofLiteral("10.0.0.7"),
            "default",
            10250,
            Map.of("zone", "edge"),
            List.of(NodeSettings.TAINT),
            "0.1.0",
            NodeSettings.Pace.kubelet()));

    @Test
    void sumsWhatAttachedHostsOffer() {
        NodeStatus status = status(List.of(Hosts.attached("a"), Hosts.attached("b"), Hosts.away("c")));

        assertThat(status.getCapacity())
                .containsEntry("cpu", new Quantity("4"))
                .containsEntry("memory", new Quantity("8Gi"))
                .containsEntry("ephemeral-storage", new Quantity("20Gi"))
                .containsEntry("pods", new Quantity("220"));
        assertThat(status.getAllocatable())
                .containsEntry("cpu", new Quantity("3600m"))
                .containsEntry("memory", new Quantity("6Gi"));
    }

    @Test
    void offersNothingOfHostsThatTakeNoMorePods() {
        NodeStatus status = status(List.of(Hosts.attached("a"), Hosts.cordoned("b")));

        assertThat(status.getCapacity()).containsEntry("pods", new Quantity("220"));
        assertThat(status.getAllocatable()).containsEntry("pods", new Quantity("110"));
    }

    @Test
    void declaresThatItUnderstandsWebSockets() {
        assertThat(status(List.of(Hosts.attached("a"))).getDeclaredFeatures())
                .containsExactly("ExtendWebSocketsToKubelet", "InPlacePodVerticalScalingInitContainers");
    }

    @Test
    void isNotReadyWithoutHostsAndNamesTheCommandThatJoinsOne() {
        NodeCondition ready = condition(status(List.of(Hosts.away("a"))), "Ready");

        assertThat(ready.getStatus()).isEqualTo("False");
        assertThat(ready.getReason()).isEqualTo("NoHosts");
        assertThat(ready.getMessage()).contains("token create");
    }

    @Test
    void isReadyWithOneHost() {
        NodeStatus status = status(List.of(Hosts.attached("a"), Hosts.away("b")));

        assertThat(condition(status, "Ready"))
                .returns("True", NodeCondition::getStatus)
                .returns("1 of 2 hosts are attached", NodeCondition::getMessage);
        assertThat(condition(status, "beemesh.io/MeshReachable").getStatus()).isEqualTo("True");
        assertThat(condition(status, "NetworkUnavailable").getStatus()).isEqualTo("False");
    }

    @Test
    void isUnderPressureOnlyWhenEveryHostIs() {
        MeshHost pressed = Hosts.pressed("a", "MemoryPressure");

        assertThat(condition(status(List.of(pressed, Hosts.attached("b"))), "MemoryPressure"))
                .returns("False", NodeCondition::getStatus)
                .returns("KubeletHasSufficientMemory", NodeCondition::getReason)
                .returns("1 of 2 hosts", NodeCondition::getMessage);
        assertThat(condition(status(List.of(pressed)), "MemoryPressure"))
                .returns("True", NodeCondition::getStatus)
                .returns("KubeletHasInsufficientMemory", NodeCondition::getReason);
    }

    @Test
    void keepsTheTimeOfTransitionWhileTheStatusStays() {
        List<NodeCondition> before = status(List.of(Hosts.attached("a"))).getConditions();

        List<NodeCondition> same = image.status(facts(List.of(Hosts.attached("b"))), "v1.36.3", before, LATER)
                .getConditions();
        List<NodeCondition> changed =
                image.status(facts(List.of()), "v1.36.3", before, LATER).getConditions();

        assertThat(ready(same))
                .returns(NOW.toString(), NodeCondition::getLastTransitionTime)
                .returns(LATER.toString(), NodeCondition::getLastHeartbeatTime);
        assertThat(ready(changed).getLastTransitionTime()).isEqualTo(LATER.toString());
    }

    @Test
    void tracksTheServersVersionAsAPreRelease() {
        NodeStatus status = image.status(facts(List.of()), "v1.36.3+k3s1", List.of(), NOW);

        assertThat(status.getNodeInfo().getKubeletVersion()).isEqualTo("v1.36.3-beemesh-0.1.0");
    }

    @Test
    void showsTheSoftwareOfMostHosts() {
        MeshHost.Software old = new MeshHost.Software("Raspbian 11", "5.15.0", "arm64", "4.0.0");
        NodeStatus status = status(List.of(Hosts.with("x", old), Hosts.attached("a"), Hosts.attached("b")));

        assertThat(status.getNodeInfo())
                .returns("podman://4.3.1", info -> info.getContainerRuntimeVersion())
                .returns("amd64", info -> info.getArchitecture())
                .returns("6.1.0-18-amd64", info -> info.getKernelVersion());
    }

    @Test
    void isReachedAtItsAddressAndPort() {
        NodeStatus status = status(List.of());

        assertThat(status.getAddresses())
                .extracting(a -> a.getType() + "=" + a.getAddress())
                .containsExactly("InternalIP=10.0.0.7", "Hostname=beemesh");
        assertThat(status.getDaemonEndpoints().getKubeletEndpoint().getPort()).isEqualTo(10250);
    }

    @Test
    void carriesLabelsThatSelectItAndATaintThatKeepsOthersOff() {
        assertThat(image.labelled(List.of(Hosts.attached("a"))).getMetadata().getLabels())
                .containsEntry("beemesh.io/mesh", "default")
                .containsEntry("beemesh.io/node", "beemesh")
                .containsEntry("type", "virtual-kubelet")
                .containsEntry("kubernetes.io/hostname", "beemesh")
                .containsEntry("kubernetes.io/os", "linux")
                .containsEntry("kubernetes.io/arch", "amd64")
                .containsEntry("node.kubernetes.io/exclude-from-external-load-balancers", "true")
                .containsEntry("zone", "edge");
        assertThat(image.tainted().getSpec().getTaints())
                .containsExactly(new Taint("NoSchedule", "virtual-kubelet.io/provider", null, "beemesh"));
    }

    @Test
    void poolHasTheTaintOfTheMeshBesideItsOwn() {
        Taint own = new Taint("NoExecute", "gpu", null, "yes");
        NodeSettings mesh = new NodeSettings(
                "beemesh",
                InetAddress.ofLiteral("10.0.0.7"),
                "default",
                10250,
                Map.of(),
                List.of(NodeSettings.TAINT),
                "0.1.0",
                NodeSettings.Pace.kubelet());

        assertThat(mesh.pooled("gpu", Map.of(), List.of(own)).taints()).containsExactly(NodeSettings.TAINT, own);
    }

    private NodeStatus status(List<MeshHost> hosts) {
        return image.status(facts(hosts), "v1.36.3", List.of(), NOW);
    }

    private static NodeImage.Facts facts(List<MeshHost> hosts) {
        return new NodeImage.Facts(hosts, Optional.empty());
    }

    private static NodeCondition condition(NodeStatus status, String type) {
        return status.getConditions().stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static NodeCondition ready(List<NodeCondition> conditions) {
        return conditions.stream()
                .filter(c -> c.getType().equals("Ready"))
                .findFirst()
                .orElseThrow();
    }
}
