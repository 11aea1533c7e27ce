package io.beemesh.agent.pods.resize;

import io.beemesh.agent.spec.Quantity;
import io.beemesh.agent.spec.Resources;

/**
 * What of a container's resources can be changed while it runs; 0 where nothing is said.
 *
 * <p><i>Source:</i> kubelet, kuberuntime_manager.go resourceRequirements.
 */
record Amounts(long cpuRequestMillis, long cpuLimitMillis, long memoryRequestBytes, long memoryLimitBytes) {

    static Amounts of(Resources resources) {
        return new Amounts(
                resources.requests().getOrDefault("cpu", Quantity.ZERO).millis(),
                resources.limit("cpu").millis(),
                resources.requests().getOrDefault("memory", Quantity.ZERO).units(),
                resources.limit("memory").units());
    }

    boolean sameCpu(Amounts other) {
        return cpuRequestMillis == other.cpuRequestMillis && cpuLimitMillis == other.cpuLimitMillis;
    }

    boolean sameMemory(Amounts other) {
        return memoryRequestBytes == other.memoryRequestBytes && memoryLimitBytes == other.memoryLimitBytes;
    }

    /** Whether memory is to be bounded that was not, or more closely. */
    boolean lowersMemory(Amounts before) {
        return memoryLimitBytes > 0 && (before.memoryLimitBytes == 0 || memoryLimitBytes < before.memoryLimitBytes);
    }
}
