package io.beemesh.agent.pods.admission;

import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Quantity;
import java.util.HashMap;
import java.util.Map;

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

    /** What the scheduler counts for a pod. */
    public static Amount of(Pod pod) {
        Map<String, Quantity> all = pod.sum(Amount::asked);
        return new Amount(
                all.getOrDefault("cpu", Quantity.ZERO).millis(),
                all.getOrDefault("memory", Quantity.ZERO).units(),
                all.getOrDefault("ephemeral-storage", Quantity.ZERO).units(),
                1);
    }

    private static Map<String, Quantity> asked(Container container) {
        Map<String, Quantity> asked = new HashMap<>(container.resources().limits());
        asked.putAll(container.resources().requests());
        return asked;
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
