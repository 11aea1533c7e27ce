package io.beemesh.agent.pods.plan;

import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import java.util.List;

/**
 * Containers that run another image than their pod names by now; pure.
 *
 * <p><i>Source:</i> kubelet, kuberuntime_manager.go containerChanged: nothing else of a container can change.
 */
public final class ImageChanges {
    /** Label with the image that the pod named when the container was made. */
    public static final String LABEL = "io.beemesh.image";

    private ImageChanges() {}

    /** The runs that have to be ended for the new image; one that was made before there was the label runs on. */
    public static List<Run> of(Pod pod, Runs runs) {
        return pod.allContainers()
                .filter(container -> !container.runsOnce())
                .flatMap(container -> runs.current(container.name()).filter(run -> isOther(run, container)).stream())
                .toList();
    }

    private static boolean isOther(Run run, Container container) {
        return run.runs()
                && !run.info().labels().getOrDefault(LABEL, container.image()).equals(container.image());
    }
}
