package io.beemesh.agent.podman;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pod as Podman has it.
 *
 * @param id Podman's
 * @param name see {@link PodKey#podName()}
 * @param labels it was made with
 * @param infraRuns whether its infra container, and so its network, runs
 * @param addresses its own IP addresses, IPv4 first; empty until it is started, and on the host's network
 * @param network file of its network namespace; empty until it is started
 */
public record PodInfo(
        String id,
        String name,
        Map<String, String> labels,
        boolean infraRuns,
        List<String> addresses,
        Optional<Path> network) {
    /** Keeps copies. */
    public PodInfo {
        labels = Map.copyOf(labels);
        addresses = List.copyOf(addresses);
    }
}
