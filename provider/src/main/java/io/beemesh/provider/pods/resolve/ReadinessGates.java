package io.beemesh.provider.pods.resolve;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import java.util.List;
import java.util.stream.Collectors;

/** The conditions that others set and that a pod's readiness waits for: all of a status that its host must know. */
public final class ReadinessGates {
    private ReadinessGates() {}

    /** Those that are set, in the order of the status. */
    public static List<PodCondition> of(Pod pod) {
        var types = pod.getSpec().getReadinessGates().stream()
                .map(PodReadinessGate::getConditionType)
                .collect(Collectors.toSet());
        return pod.getStatus() == null || types.isEmpty()
                ? List.of()
                : pod.getStatus().getConditions().stream()
                        .filter(condition -> types.contains(condition.getType()))
                        .toList();
    }
}
