package io.beemesh.agent.podman;

import java.util.Map;
import java.util.Optional;

/**
 * Which container of which pod, and the how-manieth time it runs.
 *
 * @param pod whose it is
 * @param container its name in the pod
 * @param attempt how often it was restarted before: 0 for the first run
 */
public record ContainerKey(PodKey pod, String container, int attempt) {

    /** Label with the container's name in the pod. */
    public static final String CONTAINER_LABEL = "io.beemesh.container";

    /** Label with the restart count. */
    public static final String ATTEMPT_LABEL = "io.beemesh.attempt";

    /** Refuses a negative attempt. */
    public ContainerKey {
        if (attempt < 0) {
            throw new IllegalArgumentException("attempt is " + attempt + " (expected: >= 0)");
        }
    }

    /** The name of the Podman container: unique by pod, container and attempt. */
    public String containerName() {
        return pod.podName() + "." + container + "." + attempt;
    }

    /** What the Podman container is labelled with. */
    public Map<String, String> labels() {
        return Map.of(
                PodKey.CLUSTER_LABEL,
                pod.cluster(),
                PodKey.UID_LABEL,
                pod.uid(),
                CONTAINER_LABEL,
                container,
                ATTEMPT_LABEL,
                Integer.toString(attempt));
    }

    /** The key of a container by its labels; empty if it is not one of ours. */
    public static Optional<ContainerKey> of(Map<String, String> labels) {
        String container = labels.get(CONTAINER_LABEL);
        String attempt = labels.get(ATTEMPT_LABEL);
        if (container == null || attempt == null || !attempt.matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        return PodKey.of(labels).map(pod -> new ContainerKey(pod, container, Integer.parseInt(attempt)));
    }
}
