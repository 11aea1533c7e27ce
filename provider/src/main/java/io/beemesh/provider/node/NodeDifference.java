package io.beemesh.provider.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Whether what the API server holds of a node has to be written again. Pure. */
final class NodeDifference {
    private NodeDifference() {}

    /** Whether labels are wanted that are not there; more of them is fine. */
    static boolean ofLabels(Node held, Node wanted) {
        Map<String, String> labels =
                Objects.requireNonNullElse(held.getMetadata().getLabels(), Map.of());
        return !labels.entrySet().containsAll(wanted.getMetadata().getLabels().entrySet());
    }

    /** Whether the status says something else; times of heartbeat do not count. */
    static boolean ofStatus(NodeStatus held, NodeStatus wanted) {
        return !wanted.getAddresses().equals(held.getAddresses())
                || !covers(held.getCapacity(), wanted.getCapacity())
                || !covers(held.getAllocatable(), wanted.getAllocatable())
                || !Objects.equals(held.getDaemonEndpoints(), wanted.getDaemonEndpoints())
                || infoDiffers(held, wanted)
                || !wanted.getConditions().stream().allMatch(c -> says(held.getConditions(), c));
    }

    // The API server writes 1048576Ki as 1Gi; Fabric8 compares amounts.
    private static boolean covers(Map<String, Quantity> held, Map<String, Quantity> wanted) {
        return held != null
                && wanted.entrySet().stream().allMatch(e -> e.getValue().equals(held.get(e.getKey())));
    }

    private static boolean infoDiffers(NodeStatus held, NodeStatus wanted) {
        var have = held.getNodeInfo();
        var want = wanted.getNodeInfo();
        return have == null
                || !List.of(have.getArchitecture(), have.getOsImage(), have.getKernelVersion())
                        .equals(List.of(want.getArchitecture(), want.getOsImage(), want.getKernelVersion()))
                || !List.of(have.getContainerRuntimeVersion(), have.getKubeletVersion())
                        .equals(List.of(want.getContainerRuntimeVersion(), want.getKubeletVersion()));
    }

    private static boolean says(List<NodeCondition> held, NodeCondition wanted) {
        return held.stream()
                .anyMatch(c -> wanted.getType().equals(c.getType())
                        && wanted.getStatus().equals(c.getStatus())
                        && Objects.equals(wanted.getReason(), c.getReason())
                        && Objects.equals(wanted.getMessage(), c.getMessage()));
    }
}
