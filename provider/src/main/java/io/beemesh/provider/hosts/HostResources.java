package io.beemesh.provider.hosts;

import io.beemesh.mesh.wire.Resources;
import java.util.List;

/**
 * What a host said of its resources: a hint, for the host itself admits.
 *
 * @param capacity all that the machine has
 * @param allocatable what pods may use, in all
 * @param requested what the pods that the host admitted asked for
 * @param pressures the kubelet's condition types that hold, such as {@code MemoryPressure}
 * @param unschedulable whether the host wants no further pods
 */
public record HostResources(
        Amounts capacity, Amounts allocatable, Amounts requested, List<String> pressures, boolean unschedulable) {
    /** Keeps a copy of the pressures. */
    public HostResources {
        pressures = List.copyOf(pressures);
    }

    /** What the wire says. */
    public static HostResources of(Resources wire) {
        return new HostResources(
                Amounts.of(wire.getCapacity()),
                Amounts.of(wire.getAllocatable()),
                Amounts.of(wire.getRequested()),
                wire.getPressuresList(),
                wire.getUnschedulable());
    }
}
