package io.beemesh.agent.pods.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** Whether a pod's containers are ready, as its status says, whatever its readiness gates wait for; pure. */
public final class Readiness {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Readiness() {}

    /** Whether ContainersReady is true in a Kubernetes PodStatus; one that cannot be read is not ready. */
    public static boolean of(byte[] statusJson) {
        try {
            for (JsonNode condition : JSON.readTree(statusJson).path("conditions")) {
                if (condition.path("type").asText().equals("ContainersReady")) {
                    return condition.path("status").asText().equals("True");
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
