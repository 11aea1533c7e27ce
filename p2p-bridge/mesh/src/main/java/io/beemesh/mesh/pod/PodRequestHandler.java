package io.beemesh.mesh.pod;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.EraseVolume;
import io.beemesh.mesh.wire.GroupState;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StopPod;
import java.util.Optional;

/**
 * Answers a provider's requests on a host. Called by many threads at once; an exception tells the provider nothing but
 * that the request failed, so that it asks again.
 */
public interface PodRequestHandler {
    /** Why a provider may ask nothing of this host for a cluster; empty if it may. Asked before each request. */
    Optional<Admission.Refused> refusal(PeerId provider, String clusterId);

    /** Admits a pod, durably, or refuses it. Idempotent by cluster, uid and revision. */
    Admission run(PeerId provider, RunPod pod);

    /** Notes, durably, that a pod must stop. Idempotent; of an unknown pod it is reported that it is gone. */
    void stop(PeerId provider, StopPod pod);

    /** Stops what the host has of the cluster and is not named. An older number than the last is ignored. */
    void desired(PeerId provider, DesiredPods pods);

    /** Removes a volume's data, or says why that is not done. Idempotent; one that was never here is removed. */
    Erasure erase(PeerId provider, EraseVolume volume);

    /**
     * Notes, durably, who the members of a group are to be, and tells how it is doing. Idempotent; an older number than
     * the last is ignored.
     */
    GroupState group(PeerId provider, StateGroup group);

    /** What became of a volume's data. */
    sealed interface Erasure {
        /** Nothing is left of them. */
        record Erased() implements Erasure {}

        /**
         * They are there still.
         *
         * @param reason CamelCase: VolumeInUse, EraseFailed
         * @param message a sentence for the volume's events
         */
        record Kept(String reason, String message) implements Erasure {}
    }

    /** Whether a pod was taken on. */
    sealed interface Admission {
        /** It was. */
        record Admitted() implements Admission {}

        /**
         * It was not.
         *
         * @param reason CamelCase: OutOfcpu, OutOfmemory, OutOfpods, UnsupportedField, NotAllowed, ...
         * @param message a sentence for the pod's events
         * @param permanent whether no other host would take it either
         */
        record Refused(String reason, String message, boolean permanent) implements Admission {}
    }
}
