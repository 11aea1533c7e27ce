package io.beemesh.provider.node;

import java.util.Set;

/**
 * One host, as far as the node shows it.
 *
 * @param name the short human name
 * @param attached whether it is heard of at present
 * @param unschedulable whether it takes no more pods
 * @param pressures of MemoryPressure, DiskPressure, PIDPressure those that it is under
 */
public record MeshHost(
        String name,
        boolean attached,
        boolean unschedulable,
        Room capacity,
        Room allocatable,
        Software software,
        Set<String> pressures) {
    /** Keeps a copy. */
    public MeshHost {
        pressures = Set.copyOf(pressures);
    }

    /** What runs on the host; {@code architecture} is Go's word for it, such as {@code amd64}. */
    public record Software(String osImage, String kernel, String architecture, String podman) {}
}
