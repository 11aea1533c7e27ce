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
record WorkersPods(PodWorkers workers, Tenures tenures) implements HostPods {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    @Override
    public List<HostPod> all() {
        return workers.assignments().stream()
                .filter(pod -> !pod.order().getStateGroup().isEmpty())
                .map(pod -> new HostPod(pod.pod().meta().name(), pod.order(), stage(pod)))
                .toList();
    }

    private Stage stage(Assignment pod) {
        Stage ended = stage(workers.status(pod.key()).orElse(new byte[0]));
        return ended == Stage.SEEKS && tenures.held(pod.key()).isPresent() ? Stage.HOLDS : ended;
    }

    /** By a status, which does not tell who holds a name. */
    static Stage stage(byte[] statusJson) {
        try {
            JsonNode status = JSON.readTree(statusJson);
            if (!ENDED.contains(status.path("phase").asText())) {
                return Stage.SEEKS;
            }
            return status.path("reason").asText().equals(PodView.Failure.STATE_CLAIM_LOST.reason())
                    ? Stage.LOST
                    : Stage.OVER;
        } catch (IOException e) {
            return Stage.SEEKS; // a status of ours is never so, and this is not where to say it
        }
    }

    @Override
    public boolean run(RunPod order) throws IOException {
        return workers.run(order) instanceof Admission.Verdict.Admitted;
    }

    @Override
    public void forget(PodKey pod) throws IOException {
        boolean ignored = workers.stop(pod, 0);
        assert ignored || workers.status(pod).isEmpty();
    }
}
