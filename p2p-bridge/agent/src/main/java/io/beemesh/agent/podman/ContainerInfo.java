package io.beemesh.agent.podman;

import java.time.Instant;
import java.util.Map;

/**
 * A container as Podman has it.
 *
 * @param id Podman's: 64 hexadecimal digits
 * @param name see {@link ContainerKey#containerName()}
 * @param pod id of its pod; empty if it is in none
 * @param labels it was made with
 * @param imageId of the image it was made of: 64 hexadecimal digits
 * @param createdAt when it was made
 * @param state what it does
 * @param log where its output is on the machine
 * @param tty whether its main process has a terminal
 */
public record ContainerInfo(
        String id,
        String name,
        String pod,
        Map<String, String> labels,
        String imageId,
        Instant createdAt,
        ContainerState state,
        String log,
        boolean tty) {
    /** Keeps a copy. */
    public ContainerInfo {
        labels = Map.copyOf(labels);
    }

    /** A copy in another state. */
    public ContainerInfo withState(ContainerState other) {
        return new ContainerInfo(id, name, pod, labels, imageId, createdAt, other, log, tty);
    }
}
