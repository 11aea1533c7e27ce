package io.beemesh.agent.succession;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.pods.PodWorkers;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.Tenures;
import io.beemesh.agent.pods.status.PodView;
import io.beemesh.mesh.wire.RunPod;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * The pods of the workers, by the statuses that they told last.
 *
 * @param workers that run them
 * @param tenures which of them hold their names
 */
record AdmittedPods(PodWorkers workers, Tenures tenures) implements HostPods {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> LISTS = List.of("containerStatuses", "initContainerStatuses");
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    @Override
    public List<HostPod> all() {
        return workers.assignments().stream()
                .filter(pod -> !pod.order().getStateGroup().isEmpty())
                .map(pod -> new HostPod(pod.pod().meta().name(), pod.order(), stage(pod)))
                .toList();
    }

    private Stage stage(Assignment pod) {
        Stage told = stage(workers.status(pod.key()).orElse(new byte[0]));
        boolean ended = told == Stage.LOST || told == Stage.OVER;
        return ended || tenures.held(pod.key()).isPresent() ? told : Stage.SEEKS;
    }

    /** By a status, of a pod that holds its name if it has not ended. */
    static Stage stage(byte[] statusJson) {
        try {
            JsonNode status = JSON.readTree(statusJson);
            if (ENDED.contains(status.path("phase").asText())) {
                return status.path("reason").asText().equals(PodView.Failure.STATE_CLAIM_LOST.reason())
                        ? Stage.LOST
                        : Stage.OVER;
            }
            boolean runs = LISTS.stream().anyMatch(list -> runs(status.path(list)));
            return runs ? Stage.RUNS : Stage.HOLDS;
        } catch (IOException e) {
            return Stage.HOLDS; // a status of ours is never so, and this is not where to say it
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

    @Override
    public boolean run(RunPod order) throws IOException {
        PodKey key = new PodKey(order.getClusterId(), order.getUid());
        boolean isHere =
                workers.assignments().stream().anyMatch(pod -> pod.key().equals(key));
        return !isHere && workers.run(order) instanceof Admission.Verdict.Admitted;
    }

    @Override
    public void forget(PodKey pod) throws IOException {
        boolean ignored = workers.stop(pod, 0);
        assert ignored || workers.status(pod).isEmpty();
    }
}
