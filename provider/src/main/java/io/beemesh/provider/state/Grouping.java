package io.beemesh.provider.state;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.wire.RunPod;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which pods have a group, and which hosts are members of which. Safe for use by any thread; never blocks. */
public interface Grouping {
    /** Where nobody has a group. */
    Grouping NONE = new Grouping() {
        @Override
        public Optional<StateWish> wish(Pod pod) {
            return Optional.of(StateWish.of(pod, Map.of()));
        }

        @Override
        public Optional<String> of(Workload workload) {
            return Optional.empty();
        }

        @Override
        public Optional<Set<String>> of(PeerId host) {
            return Optional.of(Set.of());
        }

        @Override
        public Optional<Instant> ledSince(Pod pod) {
            return Optional.of(Instant.MIN);
        }

        @Override
        public RunPod signed(RunPod order) {
            return order;
        }
    };

    /** What a pod asks for; empty if that is not known yet. */
    Optional<StateWish> wish(Pod pod);

    /** The UID of a workload's group; empty if there is none yet. */
    Optional<String> of(Workload workload);

    /** The groups that a host is to be a member of, by their UIDs; empty if that is not known yet. */
    Optional<Set<String>> of(PeerId host);

    /**
     * Since when members say that a pod's group has a leader, and so a quorum; empty while none does. Forever for a pod
     * without a group, and where that has not begun.
     */
    Optional<Instant> ledSince(Pod pod);

    /** An order of a pod; if it has a group, as that group's members believe it from each other. */
    RunPod signed(RunPod order);
}
