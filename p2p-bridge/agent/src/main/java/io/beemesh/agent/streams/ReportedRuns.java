package io.beemesh.agent.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Podman's ids of a container's runs, as the pod's status tells them. */
final class ReportedRuns {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> KINDS =
            List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses");

    private final JsonNode status;

    private ReportedRuns(JsonNode status) {
        this.status = status;
    }

    /** Of a status in Kubernetes JSON. */
    static ReportedRuns of(byte[] status) throws IOException {
        return new ReportedRuns(JSON.readTree(status));
    }

    /** The one that runs; empty if none does. */
    Optional<String> running(String container) {
        return container(container)
                .filter(one -> one.at("/state/running").isObject())
                .flatMap(one -> id(one));
    }

    /** The one that {@code logs --previous} means, which the status calls the last state. */
    Optional<String> last(String container) {
        return container(container).flatMap(one -> id(one.at("/lastState/terminated")));
    }

    private Optional<JsonNode> container(String name) {
        for (String kind : KINDS) {
            for (JsonNode one : status.path(kind)) {
                if (one.path("name").asText().equals(name)) {
                    return Optional.of(one);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> id(JsonNode run) {
        String id = run.path("containerID").asText();
        return id.isEmpty() ? Optional.empty() : Optional.of(id.substring(id.lastIndexOf('/') + 1));
    }
}
