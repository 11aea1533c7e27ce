package io.beemesh.agent.pods;

import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.PodReports;
import io.beemesh.agent.pods.plan.Run;
import io.beemesh.agent.pods.probe.Probes;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Probe;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is done with what a pod's probes find: events, and the end of a container that is not alive.
 *
 * @param assignment of the pod, while it is here
 * @param wake has the pod looked at
 */
record ProbeFindings(Supplier<Optional<Assignment>> assignment, Stopper stopper, Runnable wake, PodReports reports)
        implements Probes.Findings {

    @Override
    public void changed() {
        wake.run();
    }

    @Override
    public void unhealthy(Run run, Probes.Kind kind, String words) {
        tell(run, "Unhealthy", kind.text() + words);
    }

    @Override
    public void warned(Run run, Probes.Kind kind, String words) {
        tell(run, "ProbeWarning", kind.text() + " probe warning: " + words);
    }

    private void tell(Run run, String reason, String message) {
        assignment.get().ifPresent(pod -> {
            String path =
                    pod.pod().container(run.container()).map(Container::path).orElse("");
            reports.event(pod, new PodReports.PodEventNote(path, true, reason, message));
        });
    }

    @Override
    public void failed(Run run, Probes.Kind kind, Probe probe) {
        assignment.get().ifPresent(pod -> {
            long grace = probe.graceSeconds().orElse(pod.pod().lifetime().graceSeconds());
            stopper.stop(new Stopper.Request(pod, run, List.of(), grace, message(pod.pod(), run.container(), kind)));
        });
    }

    /** As the kubelet's computePodActions has it: a pod that is over with its last container is stopped as a whole. */
    static String message(Pod pod, String name, Probes.Kind kind) {
        String failed = name + " failed " + (kind == Probes.Kind.STARTUP ? "startup" : "liveness") + " probe";
        if (pod.container(name).filter(Container::sidecar).isPresent()) {
            return "Init container " + failed;
        }
        if (pod.lifetime().restartPolicy() != Pod.RestartPolicy.NEVER) {
            return "Container " + failed + ", will be restarted";
        }
        return pod.containers().size() == 1 ? "Stopping container " + name : "Container " + failed;
    }
}
