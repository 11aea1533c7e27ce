package io.beemesh.provider.kube.pod;

/**
 * Evicts pods as {@code kubectl drain} does: those who guard the pod's availability may object. Blocks for one request;
 * safe for use by any thread.
 */
@FunctionalInterface
public interface PodEvictor {
    /** Asks once; repeating it does no harm. */
    Outcome evict(PodRef pod);

    /** What became of it. */
    sealed interface Outcome {
        /** The pod ends now, or is not there any more. */
        record Evicted() implements Outcome {}

        /**
         * A PodDisruptionBudget does not allow it at present; ask again later.
         *
         * @param message the API server's
         */
        record Blocked(String message) implements Outcome {}

        /**
         * It was not done.
         *
         * @param message the API server's, or why there was no answer
         */
        record Failed(String message) implements Outcome {}
    }
}
