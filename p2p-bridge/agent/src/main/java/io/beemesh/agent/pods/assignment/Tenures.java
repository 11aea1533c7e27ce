package io.beemesh.agent.pods.assignment;

import io.beemesh.agent.podman.PodKey;
import java.nio.file.Path;
import java.util.Optional;

/** Which pods hold their names in their workloads' groups: only those may run. Any thread; no call blocks. */
public interface Tenures {
    /** Where a pod's containers see {@link Tenure.Held#files}. */
    String FILES = "/run/beemesh.io/state";

    /** Where no pod has a group. */
    Tenures NONE = new Tenures() {
        @Override
        public Tenure of(Assignment pod, Optional<Path> network) {
            return new Tenure.Free();
        }

        @Override
        public Optional<Tenure.Held> held(PodKey pod) {
            return Optional.empty();
        }

        @Override
        public Optional<Boolean> leads(PodKey pod) {
            return Optional.empty();
        }

        @Override
        public void ended(PodKey pod) {}
    };

    /**
     * How a pod stands; from the first question on its name is sought, and renewed once it is held.
     *
     * @param network file of the pod's network namespace, in which its store is to be found
     */
    Tenure of(Assignment pod, Optional<Path> network);

    /** What a pod holds; empty if it has no group, or may not run. */
    Optional<Tenure.Held> held(PodKey pod);

    /** Whether a pod leads those of its workload; empty if it has no group. */
    Optional<Boolean> leads(PodKey pod);

    /** Nothing of a pod runs any more, nor will: its name is others' to take. One without a group is no error. */
    void ended(PodKey pod);

    /** How a pod stands with its group. */
    sealed interface Tenure {
        /** It has none. */
        record Free() implements Tenure {}

        /**
         * It may run.
         *
         * @param token grows with each holder of its name
         * @param endpoint of its store, in its own network: an address and a port
         * @param files with what may change while it runs
         */
        record Held(long token, String endpoint, Path files) implements Tenure {}

        /** It may not run yet, or any more; a sentence says why. */
        record Awaited(String why) implements Tenure {}
    }
}
