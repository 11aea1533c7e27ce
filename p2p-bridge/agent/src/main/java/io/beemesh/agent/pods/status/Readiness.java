package io.beemesh.agent.pods.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** Whether a pod is ready, as its status says; pure. */
public final class Readiness {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Readiness() {}

    /** Whether the condition Ready is true in a Kubernetes PodStatus; one that cannot be read is not ready. */
    public static boolean of(byte[] statusJson) {
        try {
            for (JsonNode condition : JSON.readTree(statusJson).path("conditions")) {
                if (condition.path("type").asText().equals("Ready")) {
                    return condition.path("status").asText().equals("True");
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
