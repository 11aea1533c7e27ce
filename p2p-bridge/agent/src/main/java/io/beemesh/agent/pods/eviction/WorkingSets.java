package io.beemesh.agent.pods.eviction;

import io.beemesh.agent.cgroup.ControlGroup;
import io.beemesh.agent.cgroup.ControlGroups;
import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.Podman;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory that containers use, without files that they have not used lately. Safe for use by any thread.
 *
 * @param groups where it is counted
 */
public record WorkingSets(ControlGroups groups) {
    private static final Logger LOG = LoggerFactory.getLogger(WorkingSets.class);

    /**
     * Those of this machine's containers.
     *
     * @throws IOException if the machine does not tell where it counts
     */
    public static WorkingSets ofMachine() throws IOException {
        return new WorkingSets(ControlGroups.look());
    }

    /** What measures memory: of the containers of a pod; one that cannot be looked at is left out. */
    public Eviction.Meter meter(Podman podman) {
        return (key, pod) -> new Eviction.Use(of(podman, key), 0);
    }

    private Map<String, Long> of(Podman podman, PodKey pod) {
        Map<String, Long> used = new HashMap<>();
        try {
            for (ContainerInfo container : podman.listContainers(pod.labels())) {
                Optional<ContainerKey> key = ContainerKey.of(container.labels());
                Optional<ControlGroup> group = group(container);
                if (key.isPresent() && group.isPresent()) {
                    used.put(key.get().container(), group.get().memory().getWorkingSetBytes());
                }
            }
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("podUid", pod.uid())
                    .addKeyValue("error", e.getMessage())
                    .log("memory of a pod cannot be looked at");
        }
        return used;
    }

    private Optional<ControlGroup> group(ContainerInfo container) throws IOException {
        return container.state() instanceof ContainerState.Running running
                ? groups.find(running.pid(), container.id())
                : Optional.empty();
    }
}
