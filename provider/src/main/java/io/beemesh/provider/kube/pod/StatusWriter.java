package io.beemesh.provider.kube.pod;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;

/**
 * Writes what a node may write of its pods: status, and annotations along with it. Safe for use by any thread; blocks.
 *
 * <p>Every write names the UID, so that none ever reaches another pod of the same name.
 */
public interface StatusWriter {
    /**
     * Sets annotations, provided that the pod is still as it was read.
     *
     * @param seen the version on which the decision was made
     * @return {@link Outcome.Conflict} if the pod changed meanwhile
     */
    Outcome annotate(Pod seen, Map<String, String> annotations);

    /**
     * Patches the status.
     *
     * @param patch a strategic merge patch of {@code status} as JSON
     */
    Outcome patch(PodRef pod, String patch);

    /** Removes the pod from the API server at once; answers {@link Outcome.Absent} if it is not there. */
    Outcome remove(PodRef pod);

    /** What became of a write. */
    sealed interface Outcome {
        /** It was written; this is the pod since. */
        record Written(Pod pod) implements Outcome {}

        /** There is no such pod. */
        record Absent() implements Outcome {}

        /** The pod is not as it was read; read again and decide again. */
        record Conflict() implements Outcome {}

        /** The API server will never take it. */
        record Invalid(String message) implements Outcome {}

        /** It may have been written or not; write again later. */
        record Unavailable(String message) implements Outcome {}
    }
}
