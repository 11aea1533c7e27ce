package io.beemesh.provider.pods;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.HostView;
import io.beemesh.provider.placement.Assignment;
import io.beemesh.provider.state.StateWish;
import io.beemesh.provider.state.Workload;
import io.beemesh.provider.status.StatusMapper;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.Set;

/**
 * Members of a pod's group that have a later attempt of the pod than the one that is written on it: they took it over,
 * or try to, since its host and the cluster were silent.
 */
final class Heirs {
    private final Ports.Mesh mesh;
    private final HostTable table;

    Heirs(Ports ports) {
        this.mesh = ports.mesh();
        this.table = mesh.table();
    }

    /** Whether a host is a member of a pod's group. */
    enum Membership {
        YES,
        NO,
        UNKNOWN
    }

    /** Only members were told of the pod by its group; to any other host it, and its secrets, are none of its own. */
    Membership membership(Pod pod, PeerId host) {
        Optional<StateWish> wish = mesh.groups().wish(pod);
        Optional<Set<String>> groups = mesh.groups().of(host);
        if (wish.isEmpty() || groups.isEmpty()) {
            return Membership.UNKNOWN;
        }
        boolean is = wish.get() instanceof StateWish.Grouped(Workload workload)
                && mesh.groups().of(workload).filter(groups.get()::contains).isPresent();
        return is ? Membership.YES : Membership.NO;
    }

    /** Whether a host has a later attempt of a pod than was written, and may, as far as is known. */
    boolean isHeir(Pod pod, PeerId host, int attempt) {
        return !StatusMapper.terminal(pod)
                && !PodRules.deleting(pod)
                && Assignment.of(pod)
                        .filter(it -> attempt > it.attempt() && !it.host().equals(host))
                        .isPresent()
                && membership(pod, host) != Membership.NO
                && table.find(host).filter(it -> belongs(it, pod)).isPresent();
    }

    private boolean belongs(HostView host, Pod pod) {
        return mesh.belonging().belongs(host, pod.getSpec().getNodeName());
    }

    /** Whether a host has a pod that it should not have: an heir is let be until the pod's own host is there. */
    boolean isStray(Pod pod, PeerId host, int attempt) {
        Optional<PeerId> home =
                Assignment.of(pod).filter(it -> PodRules.desired(pod)).map(Assignment::host);
        if (home.equals(Optional.of(host))) {
            return false;
        }
        boolean homeIsThere = home.filter(
                        it -> table.state(it) instanceof HostState.Attached attached && attached.open())
                .isPresent();
        return !isHeir(pod, host, attempt) || (homeIsThere && membership(pod, host) == Membership.YES);
    }
}
