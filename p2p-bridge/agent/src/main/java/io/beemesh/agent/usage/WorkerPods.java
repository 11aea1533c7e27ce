package io.beemesh.agent.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beemesh.agent.pods.PodWorkers;
import io.beemesh.agent.pods.assignment.Assignment;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pods of the workers, by the statuses that they told last.
 *
 * @param workers that run them
 */
public record WorkerPods(PodWorkers workers) implements RunningPods {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> LISTS =
            List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses");

    @Override
    public List<Pod> all() {
        List<Pod> pods = new ArrayList<>();
        for (Assignment assignment : workers.assignments()) {
            List<Container> containers =
                    containers(workers.status(assignment.key()).orElse(new byte[0]));
            if (!containers.isEmpty()) {
                pods.add(new Pod(
                        assignment.key(),
                        assignment.pod().network().hostNetwork(),
                        containers,
                        workers.probes(assignment.key())));
            }
        }
        return pods;
    }

    /** Those that run, by a status. */
    static List<Container> containers(byte[] status) {
        List<Container> containers = new ArrayList<>();
        try {
            JsonNode root = JSON.readTree(status);
            for (String list : LISTS) {
                for (JsonNode each : root.path(list)) {
                    running(each).ifPresent(containers::add);
                }
            }
        } catch (IOException | DateTimeException e) {
            containers.clear(); // a status of ours is never so, and a measure is not where to say it
        }
        return containers;
    }

    private static Optional<Container> running(JsonNode container) {
        String started = container.at("/state/running/startedAt").asText();
        String id = container.path("containerID").asText();
        return started.isEmpty() || id.isEmpty()
                ? Optional.empty()
                : Optional.of(new Container(
                        container.path("name").asText(),
                        id.substring(id.lastIndexOf('/') + 1),
                        container.path("image").asText(),
                        Instant.parse(started)));
    }
}
