package io.beemesh.agent.pods.assignment;

/** Who is told what becomes of pods. Called by the pods' workers, each for its own pod; no call may block for long. */
public interface PodReports {
    /**
     * The pod's status changed.
     *
     * @param statusJson a Kubernetes PodStatus, whole
     */
    void status(Assignment pod, byte[] statusJson);

    /** Something happened to the pod. */
    void event(Assignment pod, PodEventNote note);

    /** The pod was stopped, removed and forgotten. */
    void gone(Assignment pod);

    /**
     * An event in the kubelet's words.
     *
     * @param containerPath such as {@code spec.containers{web}}; empty for the pod
     */
    record PodEventNote(String containerPath, boolean warning, String reason, String message) {}
}
