package io.beemesh.agent.pods.status;

import io.beemesh.agent.spec.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pod as the status tells of it.
 *
 * @param ephemeral those that were added while it ran
 * @param startTime when the host took it on
 * @param sandbox its network and addresses
 * @param terminal no container will be started again
 * @param failure why the pod as a whole failed, whatever its containers did
 * @param conditions as last written, by type
 * @param resize that is not done
 * @param leads whether it leads the pods of its workload; empty if it has no group
 */
public record PodView(
        Pod pod,
        List<ContainerView> init,
        List<ContainerView> main,
        List<ContainerView> ephemeral,
        Instant startTime,
        Sandbox sandbox,
        boolean terminal,
        Optional<Failure> failure,
        Map<String, Stamp> conditions,
        Resize resize,
        Optional<Boolean> leads) {
    /** Copies the collections. */
    public PodView {
        init = List.copyOf(init);
        main = List.copyOf(main);
        ephemeral = List.copyOf(ephemeral);
        conditions = Map.copyOf(conditions);
    }

    /**
     * The pod's own network.
     *
     * @param ready whether containers can be started in it
     * @param podIps IPv4 first; the host's on its network
     */
    public record Sandbox(boolean ready, String hostIp, List<String> podIps) {
        /** Copies the list. */
        public Sandbox {
            podIps = List.copyOf(podIps);
        }
    }

    /** Why the pod failed: CamelCase, and a sentence. */
    public record Failure(String reason, String message) {
        /** The reason of a pod that had to go, or could not come, because the host ran short of something. */
        public static final String EVICTED = "Evicted";

        /** The pod's cluster was out of reach for too long: another one may be started elsewhere. */
        public static final Failure HOST_LEASE_EXPIRED = new Failure(
                "HostLeaseExpired",
                "The host could not reach its cluster for longer than the pod's lease and stopped it");

        /** The pod's group was out of reach for too long: another one may be started elsewhere. */
        public static final Failure STATE_CLAIM_LOST = new Failure(
                "StateClaimLost",
                "The host could not renew the pod's name in its workload's group, and stopped the pod in time");

        /** The reason of a pod that made room for a critical one. */
        public static final String PREEMPTED = "Preempting";
    }

    /**
     * Other resources that the pod asks for and does not have.
     *
     * @param pending for which the host has no room
     * @param underWay that not all of its containers have
     */
    public record Resize(Optional<Resizing> pending, Optional<Resizing> underWay) {
        /** It has what it asks for. */
        public static final Resize NONE = new Resize(Optional.empty(), Optional.empty());
    }

    /** A condition's status and since when it has that. */
    public record Stamp(String status, Instant since) {}
}
