package io.beemesh.provider.resource.state;

import io.beemesh.provider.kube.pod.PodRef;
import io.beemesh.provider.kube.workload.PodLabels;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Shows on pods which of them leads, so that a Service can select it.
 *
 * @param labels writes them
 */
record GroupLabels(PodLabels labels) {
    /** Its value is {@code true} on the pod that leads; the others have no such label. */
    static final String LEADER = "beemesh.io/leader";

    /** Changes what is not as the round has it; what could not be written is tried again with the next one. */
    void show(List<Pod> pods, GroupRound round) {
        Optional<String> leader = round.leaderPod();
        for (Pod pod : pods) {
            boolean leads =
                    leader.filter(uid -> uid.equals(pod.getMetadata().getUid())).isPresent();
            if (leads != isShown(pod)) {
                boolean ignored = labels.set(PodRef.of(pod), LEADER, leads ? Optional.of("true") : Optional.empty());
                assert ignored || pods.contains(pod);
            }
        }
    }

    private static boolean isShown(Pod pod) {
        return "true"
                .equals(Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.<String, String>of())
                        .get(LEADER));
    }
}
