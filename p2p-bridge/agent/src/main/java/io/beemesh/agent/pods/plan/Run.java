package io.beemesh.agent.pods.plan;

import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.pods.status.RunState;

/** One run of a container: Podman's container, and what it does in the API's words. */
public record Run(ContainerKey key, ContainerInfo info, RunState state) {
    /** The container's name in the pod. */
    public String container() {
        return key.container();
    }

    /** Whether it runs. */
    public boolean runs() {
        return state instanceof RunState.Running;
    }

    /** Whether it ended with an error. */
    public boolean failed() {
        return state instanceof RunState.Terminated end && end.exitCode() != 0;
    }

    /** Its id in the API: {@code podman://...}. */
    public String apiId() {
        return "podman://" + info.id();
    }
}
