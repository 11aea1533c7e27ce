package io.beemesh.agent.succession;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.mesh.wire.RunPod;
import java.io.IOException;
import java.util.List;

/** The pods of this host, as whoever may take another one over needs them. Any thread. */
interface HostPods {
    /** Those that have a group. */
    List<HostPod> all();

    /**
     * Takes a pod on that is not here; durable once it returned.
     *
     * @return whether the host has room for it, may run it, and has no pod of its UID
     * @throws IOException if it could not be kept on disk
     */
    boolean run(RunPod order) throws IOException;

    /**
     * Begins to remove a pod that does not run.
     *
     * @throws IOException if it could not be kept on disk
     */
    void forget(PodKey pod) throws IOException;

    /**
     * A pod of this host.
     *
     * @param name that it holds, or seeks
     * @param order for it
     */
    record HostPod(String name, RunPod order, Stage stage) {
        PodKey key() {
            return new PodKey(order.getClusterId(), order.getUid());
        }

        /** Without what is secret. */
        @Override
        public String toString() {
            return "HostPod[" + name + ", attempt " + order.getAttempt() + ", " + stage + "]";
        }
    }

    /** How a pod stands. */
    enum Stage {
        /** It seeks its name, and does not run. */
        SEEKS,
        /** It holds its name, and none of its containers runs yet. */
        HOLDS,
        /** It holds its name and runs. */
        RUNS,
        /** It was stopped since the host lost its name. */
        LOST,
        /** It has ended otherwise. */
        OVER;

        boolean holdsName() {
            return this == HOLDS || this == RUNS;
        }
    }
}
