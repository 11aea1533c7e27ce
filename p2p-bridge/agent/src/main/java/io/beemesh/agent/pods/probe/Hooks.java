package io.beemesh.agent.pods.probe;

import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Probe;
import java.time.Duration;
import java.util.List;

/** Runs lifecycle hooks. Safe for use by any thread. */
@FunctionalInterface
public interface Hooks {
    /** Runs a hook to its end, or until the limit is over; whether it went well. */
    boolean run(Probe.Action hook, Target target, Duration limit) throws InterruptedException;

    /**
     * Whom a hook or a probe is about.
     *
     * @param containerId Podman's
     * @param podIps where the pod is reached
     */
    record Target(String containerId, Container container, List<String> podIps) {
        /** Copies the list. */
        public Target {
            podIps = List.copyOf(podIps);
        }
    }
}
