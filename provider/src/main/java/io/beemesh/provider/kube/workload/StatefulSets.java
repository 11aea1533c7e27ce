package io.beemesh.provider.kube.workload;

import java.util.Map;
import java.util.Optional;

/** The StatefulSets of the cluster. Safe for use by any thread; never blocks. */
public interface StatefulSets {
    /** Whether a complete list has been seen; before that, absence says nothing. */
    boolean synced();

    /** The newest known version of one. */
    Optional<Facts> find(String uid);

    /**
     * What matters of one.
     *
     * @param replicas that it wants
     * @param annotations that ours are, by key
     */
    record Facts(int replicas, Map<String, String> annotations) {
        /** Keeps a copy. */
        public Facts {
            annotations = Map.copyOf(annotations);
        }
    }
}
