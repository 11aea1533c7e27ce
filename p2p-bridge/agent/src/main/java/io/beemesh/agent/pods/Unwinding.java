package io.beemesh.agent.pods;

import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.plan.Run;
import io.beemesh.agent.spec.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Stops the containers of a pod in the kubelet's order: all but sidecars at once, then the sidecars, the last one
 * first. For one pod's thread.
 *
 * <p><i>Source:</i> kubelet, kuberuntime_termination_order.go.
 */
final class Unwinding {
    /** How soon it is looked again at what was killed. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Stopper stopper;

    Unwinding(Stopper stopper) {
        this.stopper = stopper;
    }

    /** Stops those of what is left whose turn it is; once time is up, kills all of it. Says when to look again. */
    Instant step(Assignment assignment, Stage.Stopping stopping, List<Run> left, Instant now) throws PodmanException {
        if (!now.isBefore(stopping.killAt())) {
            for (Run run : left) {
                stopper.kill(run);
            }
            return now.plus(RETRY);
        }
        List<String> ips = stopping.sandbox()
                .map(info -> Sandboxes.addresses(assignment, info))
                .orElse(List.of());
        for (Run run : next(assignment, left)) {
            stop(assignment, run, ips, stopping.graceSeconds());
        }
        return stopping.killAt();
    }

    /** Begins to stop one container. */
    void stop(Assignment assignment, Run run, List<String> ips, long graceSeconds) {
        String message = "Stopping container " + run.container();
        stopper.stop(new Stopper.Request(assignment, run, ips, graceSeconds, message));
    }

    private static List<Run> next(Assignment assignment, List<Run> left) {
        List<String> sidecars = assignment.pod().initContainers().stream()
                .filter(Container::sidecar)
                .map(Container::name)
                .toList();
        List<Run> others =
                left.stream().filter(run -> !sidecars.contains(run.container())).toList();
        return others.isEmpty()
                ? left.stream().max(Comparator.comparingInt(run -> sidecars.indexOf(run.container()))).stream()
                        .toList()
                : others;
    }
}
