package io.beemesh.provider.node;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.beemesh.provider.kube.node.OwnTaints;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.NodeSystemInfo;
import io.fabric8.kubernetes.api.model.NodeSystemInfoBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** What the Node object of a mesh says. Pure: the same hosts at the same time make the same node. */
final class NodeImage {
    /** Marks the nodes that are ours; its value is the node's name. */
    static final String OWN_LABEL = "beemesh.io/node";

    /** API servers pass WebSockets on to a node that declares this, rather than to speak SPDY with it (KEP-4006). */
    private static final String WEB_SOCKETS = "ExtendWebSocketsToKubelet";

    /** API servers let resources of init containers be changed on a node that declares this (KEP-1287). */
    private static final String RESIZED_INIT = "InPlacePodVerticalScalingInitContainers";

    private final NodeSettings settings;

    /**
     * What the node is told.
     *
     * @param hosts of the mesh
     * @param fault of its certificates
     */
    record Facts(List<MeshHost> hosts, Optional<CertificateFault> fault) {}

    NodeImage(NodeSettings settings) {
        this.settings = settings;
    }

    /** Labels, and nothing else of the node. */
    Node labelled(List<MeshHost> hosts) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(settings.name())
                .withLabels(labels(hosts))
                .endMetadata()
                .build();
    }

    /** Taints and what remembers that they are ours, and nothing else of the node. */
    Node tainted() {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(settings.name())
                .withAnnotations(OwnTaints.annotation(settings.taints()))
                .endMetadata()
                .withNewSpec()
                .withTaints(settings.taints())
                .endSpec()
                .build();
    }

    /** The status with these hosts. */
    NodeStatus status(Facts facts, String serverVersion, List<NodeCondition> before, Instant now) {
        List<MeshHost> hosts = facts.hosts();
        List<MeshHost> attached = hosts.stream().filter(MeshHost::attached).toList();
        return new NodeStatusBuilder()
                .withAddresses(
                        new NodeAddress(settings.address().getHostAddress(), "InternalIP"),
                        new NodeAddress(settings.name(), "Hostname"))
                .withCapacity(sum(attached, MeshHost::capacity).quantities())
                .withAllocatable(sum(attached, h -> h.unschedulable() ? Room.NONE : h.allocatable())
                        .quantities())
                .withConditions(NodeConditions.of(hosts, facts.fault(), before, now))
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(settings.kubeletPort())
                .endDaemonEndpoints()
                .withNodeInfo(info(attached, serverVersion))
                .withDeclaredFeatures(WEB_SOCKETS, RESIZED_INIT)
                .build();
    }

    private Map<String, String> labels(List<MeshHost> hosts) {
        Map<String, String> labels = new TreeMap<>(settings.labels());
        labels.put(OWN_LABEL, settings.name());
        labels.put("beemesh.io/mesh", settings.mesh());
        labels.put("type", "virtual-kubelet");
        labels.put("kubernetes.io/hostname", settings.name());
        labels.put("kubernetes.io/os", "linux");
        labels.put("kubernetes.io/arch", architecture(hosts));
        labels.put("node.kubernetes.io/exclude-from-external-load-balancers", "true");
        return labels;
    }

    private NodeSystemInfo info(List<MeshHost> hosts, String serverVersion) {
        return new NodeSystemInfoBuilder()
                .withArchitecture(architecture(hosts))
                .withOperatingSystem("linux")
                .withOsImage(most(hosts, MeshHost.Software::osImage, "BeeMesh"))
                .withKernelVersion(most(hosts, MeshHost.Software::kernel, "unknown"))
                .withContainerRuntimeVersion("podman://" + most(hosts, MeshHost.Software::podman, "unknown"))
                .withKubeletVersion(kubeletVersion(serverVersion))
                .withKubeProxyVersion("")
                .withMachineID("")
                .withSystemUUID("")
                .withBootID("")
                .build();
    }

    /** The server's version with ours as a pre-release of it, so that tools which check the skew can read it. */
    private String kubeletVersion(String serverVersion) {
        return serverVersion.split("[-+]", 2)[0] + "-beemesh-" + settings.version();
    }

    private static String architecture(List<MeshHost> hosts) {
        return most(hosts, MeshHost.Software::architecture, "amd64");
    }

    // A mesh is not uniform: the node shows what most hosts have, and of equally many the first in the alphabet.
    private static String most(List<MeshHost> hosts, Function<MeshHost.Software, String> what, String otherwise) {
        Map<String, Long> counts = hosts.stream()
                .map(h -> what.apply(h.software()))
                .filter(value -> !value.isBlank())
                .collect(groupingBy(Function.identity(), TreeMap::new, counting()));
        return counts.entrySet().stream()
                .reduce((best, next) -> next.getValue() > best.getValue() ? next : best)
                .map(Map.Entry::getKey)
                .orElse(otherwise);
    }

    private static Room sum(List<MeshHost> hosts, Function<MeshHost, Room> what) {
        return hosts.stream().map(what).reduce(Room.NONE, Room::plus);
    }
}
