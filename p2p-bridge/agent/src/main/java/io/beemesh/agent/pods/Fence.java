package io.beemesh.agent.pods;

import io.beemesh.agent.pods.status.PodView;

/** Why a pod must not run any more although it is wanted: another one may be started elsewhere. */
public enum Fence {
    /** The host could not reach the pod's cluster for too long. */
    HOST_LEASE(
            "HostLeaseExpired", "The host could not reach its cluster for longer than the pod's lease and stopped it"),

    /** The host could not reach the workload's group for too long. */
    STATE_CLAIM(
            "StateClaimLost",
            "The host could not renew the pod's name in its workload's group before that let it go, and stopped the pod");

    private final String reason;
    private final String message;

    Fence(String reason, String message) {
        this.reason = reason;
        this.message = message;
    }

    /** As the pod's status says it. */
    PodView.Failure failure() {
        return new PodView.Failure(reason, message);
    }
}
