package io.beemesh.provider.node;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much there is for pods.
 *
 * @param pods how many of them
 */
public record Room(long cpuMillis, long memoryBytes, long storageBytes, long pods) {
    /** None at all. */
    public static final Room NONE = new Room(0, 0, 0, 0);

    /** Both together. */
    public Room plus(Room other) {
        return new Room(
                cpuMillis + other.cpuMillis,
                memoryBytes + other.memoryBytes,
                storageBytes + other.storageBytes,
                pods + other.pods);
    }

    /** As Kubernetes writes it, in the units that the kubelet uses. */
    public Map<String, Quantity> quantities() {
        Map<String, Quantity> all = new TreeMap<>();
        all.put("cpu", cpu());
        all.put("memory", kibibytes(memoryBytes));
        all.put("ephemeral-storage", kibibytes(storageBytes));
        all.put("pods", new Quantity(Long.toString(pods)));
        return all;
    }

    // The API server keeps 4000m as 4, and a difference in writing would look like a change.
    private Quantity cpu() {
        return cpuMillis % 1000 == 0
                ? new Quantity(Long.toString(cpuMillis / 1000))
                : new Quantity(Long.toString(cpuMillis), "m");
    }

    private static Quantity kibibytes(long bytes) {
        return new Quantity(Long.toString(bytes / 1024), "Ki");
    }
}
