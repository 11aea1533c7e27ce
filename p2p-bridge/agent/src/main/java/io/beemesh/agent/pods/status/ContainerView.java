package io.beemesh.agent.pods.status;

import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Resources;
import java.time.Instant;
import java.util.Optional;

/**
 * One container as the status tells of it.
 *
 * @param last how its run before ended
 * @param restarts how often it was started again
 * @param identity which container and which image it is
 * @param started it runs, and its startup probe, if there is one, said yes
 * @param ready it may be sent requests; an init container: it has done its work
 * @param resources that it really has
 */
public record ContainerView(
        Container spec,
        RunState state,
        Optional<RunState.Terminated> last,
        int restarts,
        Identity identity,
        boolean started,
        boolean ready,
        Resources resources) {
    private static final int UNKNOWN_EXIT_CODE = 137;

    /**
     * Which container and image; empty before they are there.
     *
     * @param containerId with its runtime: {@code podman://...}
     * @param imageId with its digest where it has one
     */
    public record Identity(String containerId, String imageId) {
        /** Before there is a container. */
        public static final Identity NONE = new Identity("", "");
    }

    /** One that has what its pod was allocated. */
    public ContainerView(
            Container spec,
            RunState state,
            Optional<RunState.Terminated> last,
            int restarts,
            Identity identity,
            boolean started,
            boolean ready) {
        this(spec, state, last, restarts, identity, started, ready, spec.resources());
    }

    /** Of a pod that is over, and that was to run it: a kubelet's words for one that never came to be. */
    public ContainerView unlocated() {
        String words = "The container could not be located when the pod was terminated";
        RunState never = new RunState.Terminated(
                UNKNOWN_EXIT_CODE, 0, "ContainerStatusUnknown", words, Instant.MIN, Instant.MIN, "");
        return new ContainerView(spec, never, last, restarts, identity, false, false);
    }

    /** A container that nothing was done for yet. */
    public static ContainerView waiting(Container spec, String reason) {
        return new ContainerView(
                spec, new RunState.Waiting(reason, ""), Optional.empty(), 0, Identity.NONE, false, false);
    }
}
