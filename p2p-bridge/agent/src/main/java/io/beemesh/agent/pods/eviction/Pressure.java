package io.beemesh.agent.pods.eviction;

import io.beemesh.agent.pods.status.Qos;
import io.beemesh.agent.spec.Pod;
import java.util.List;
import java.util.Optional;

/**
 * What pods a host refuses while it runs short of something. Pure.
 *
 * <p><i>Source:</i> kubelet, eviction/eviction_manager.go Admit.
 */
public final class Pressure {
    private static final List<String> MEMORY_ONLY = List.of("MemoryPressure");

    private Pressure() {}

    /**
     * Why a pod is refused, in the kubelet's words: under memory pressure those that ask for nothing, under any other
     * all; critical pods never.
     *
     * @param conditions of the host, such as MemoryPressure
     */
    public static Optional<String> refuses(Pod pod, List<String> conditions) {
        boolean asks = Qos.of(pod) != Qos.BEST_EFFORT;
        if (conditions.isEmpty() || Priority.isCritical(pod) || (asks && conditions.equals(MEMORY_ONLY))) {
            return Optional.empty();
        }
        return Optional.of("The node had condition: [" + String.join(" ", conditions) + "]. ");
    }
}
