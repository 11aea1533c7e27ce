package io.beemesh.provider.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.stream.Stream;

/**
 * What of a pod's status tells where it runs; pure.
 *
 * @param runs whether a container runs
 * @param isNameLost whether the pod was stopped since its host lost its name in its workload's group
 */
public record ReportedStatus(boolean runs, boolean isNameLost) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> CONTAINERS = List.of("containerStatuses", "initContainerStatuses");
    private static final String NAME_LOST = "StateClaimLost";

    /** Of a status as a host told it; one that cannot be read tells nothing. */
    public static ReportedStatus of(String json) {
        try {
            JsonNode status = JSON.readTree(json);
            return new ReportedStatus(
                    CONTAINERS.stream().anyMatch(list -> runs(status.path(list))),
                    NAME_LOST.equals(status.path("reason").asText()));
        } catch (JsonProcessingException unreadable) {
            return new ReportedStatus(false, false);
        }
    }

    private static boolean runs(JsonNode containers) {
        for (JsonNode container : containers) {
            if (container.path("state").has("running")) {
                return true;
            }
        }
        return false;
    }

    /** Of a pod as the API server has it. */
    public static ReportedStatus of(Pod pod) {
        if (pod.getStatus() == null) {
            return new ReportedStatus(false, false);
        }
        Stream<ContainerStatus> containers = Stream.concat(
                pod.getStatus().getContainerStatuses().stream(), pod.getStatus().getInitContainerStatuses().stream());
        return new ReportedStatus(
                containers.anyMatch(container ->
                        container.getState() != null && container.getState().getRunning() != null),
                NAME_LOST.equals(pod.getStatus().getReason()));
    }
}
