package io.beemesh.agent.pods.admission;

import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import java.util.function.ToLongFunction;

/**
 * How much a pod asks for, or a host has.
 *
 * @param cpuMillis thousandths of a processor
 * @param memoryBytes of memory
 * @param storageBytes of the host's disk
 * @param pods how many
 */
public record Amount(long cpuMillis, long memoryBytes, long storageBytes, long pods) {
    /** Nothing. */
    public static final Amount NONE = new Amount(0, 0, 0, 0);

    /**
     * What the scheduler counts for a pod: its containers and sidecars together, or its largest init container with the
     * sidecars before it, whichever is more.
     *
     * <p><i>Source:</i> k8s.io/component-helpers/resource, PodRequests.
     */
    public static Amount of(Pod pod) {
        return new Amount(
                effective(pod, c -> c.resources().request("cpu").millis()),
                effective(pod, c -> c.resources().request("memory").units()),
                effective(pod, c -> c.resources().request("ephemeral-storage").units()),
                1);
    }

    private static long effective(Pod pod, ToLongFunction<Container> request) {
        long sidecars = 0;
        long peak = 0;
        for (Container init : pod.initContainers()) {
            long asked = request.applyAsLong(init);
            peak = Math.max(peak, sidecars + asked);
            sidecars += init.sidecar() ? asked : 0;
        }
        return Math.max(
                peak, sidecars + pod.containers().stream().mapToLong(request).sum());
    }

    /** Both together. */
    public Amount plus(Amount other) {
        return new Amount(
                cpuMillis + other.cpuMillis,
                memoryBytes + other.memoryBytes,
                storageBytes + other.storageBytes,
                pods + other.pods);
    }
}
