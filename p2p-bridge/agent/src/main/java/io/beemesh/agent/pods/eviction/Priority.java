package io.beemesh.agent.pods.eviction;

import io.beemesh.agent.spec.Pod;

/**
 * Who yields to whom.
 *
 * <p><i>Source:</i> kubelet, types/pod_update.go; pkg/apis/scheduling.
 */
public final class Priority {
    private static final int SYSTEM_CRITICAL = 2_000_000_000;

    private Priority() {}

    /** Whether the pod is of the class {@code system-cluster-critical} or above. */
    public static boolean isCritical(Pod pod) {
        return pod.placement().priority() >= SYSTEM_CRITICAL;
    }

    /** Whether one pod may push the other off the host. */
    static boolean goesBefore(Pod one, Pod other) {
        return one.placement().priority() > other.placement().priority();
    }
}
