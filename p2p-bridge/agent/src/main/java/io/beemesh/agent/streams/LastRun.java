package io.beemesh.agent.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/** Which run of a container {@code logs --previous} means: the one that the pod's status calls its last state. */
final class LastRun {

    private static final ObjectMapper JSON = new ObjectMapper();

    private LastRun() {}

    /** Podman's id of it; empty if the status has none. */
    static Optional<String> of(byte[] status, String container) throws IOException {
        JsonNode pod = JSON.readTree(status);
        for (String kind : new String[] {"containerStatuses", "initContainerStatuses"}) {
            for (JsonNode one : pod.path(kind)) {
                if (one.path("name").asText().equals(container)) {
                    String id = one.at("/lastState/terminated/containerID").asText();
                    return id.isEmpty() ? Optional.empty() : Optional.of(id.substring(id.lastIndexOf('/') + 1));
                }
            }
        }
        return Optional.empty();
    }
}
