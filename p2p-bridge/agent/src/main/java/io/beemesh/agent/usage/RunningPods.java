package io.beemesh.agent.usage;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.mesh.wire.ProbeCount;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The port to whoever runs the pods of this host. Any thread. */
public interface RunningPods {
    /** All that have a container that runs, of every cluster. */
    List<Pod> all();

    /** Podman's ids of all containers that run. */
    default Set<String> containerIds() {
        return all().stream()
                .flatMap(pod -> pod.containers().stream())
                .map(Container::id)
                .collect(Collectors.toSet());
    }

    /**
     * A pod.
     *
     * @param onHostNetwork whether it has no network of its own
     * @param containers that run
     * @param probes how often they were asked
     */
    record Pod(PodKey key, boolean onHostNetwork, List<Container> containers, List<ProbeCount> probes) {
        /** Copies the lists. */
        public Pod {
            containers = List.copyOf(containers);
            probes = List.copyOf(probes);
        }
    }

    /**
     * A container that runs.
     *
     * @param name in its pod
     * @param id Podman's
     * @param image as the status names it
     */
    record Container(String name, String id, String image, Instant startedAt) {}
}
