package io.beemesh.provider.kube.pod;

import io.beemesh.provider.kube.KubeUnavailableException;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/**
 * The pods that are bound to this node, as the API server has them. Safe for use by any thread.
 *
 * <p>Pods are keyed by UID and shared: nobody may change one.
 */
public interface PodSource {
    /** Whether a complete list has been seen; before that, absence says nothing. */
    boolean synced();

    /** The newest known version of a pod; never blocks. */
    Optional<Pod> find(String uid);

    /** The newest known version of all pods; a copy, never blocks. */
    List<Pod> all();

    /** Adds a listener, until what is returned is closed; it is told of every pod that is known already. */
    Listening listen(Listener listener);

    /** Takes a version that a write answered, so that it is seen before the watch brings it. */
    void wrote(Pod pod);

    /**
     * Asks the API server itself, past every cache, and takes the answer over.
     *
     * @param pod which one; one of the same name with another UID is another pod
     * @throws KubeUnavailableException if no certain answer came
     */
    Optional<Pod> read(PodRef pod) throws KubeUnavailableException;

    /** A listener that listens. */
    @FunctionalInterface
    interface Listening extends AutoCloseable {
        /** Ends it. Idempotent. */
        @Override
        void close();
    }

    /** Is told which pods changed; returns at once. */
    @FunctionalInterface
    interface Listener {
        /** The pod came, changed or went: look it up. */
        void changed(String uid);
    }
}
