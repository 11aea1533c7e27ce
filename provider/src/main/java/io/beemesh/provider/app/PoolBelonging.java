package io.beemesh.provider.app;

import io.beemesh.provider.hosts.HostView;
import io.beemesh.provider.pods.Ports;
import io.beemesh.provider.pool.Pool;
import io.beemesh.provider.pool.PoolMembership;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which host belongs to which node, as long as there are these pools. Any thread. */
final class PoolBelonging implements Ports.Belonging {
    private final String meshNode;
    private volatile Known known = new Known(PoolMembership.of(List.of()), Set.of());

    private record Known(PoolMembership membership, Set<String> nodes) {}

    /** There are no pools yet: all hosts belong to the mesh's own node. */
    PoolBelonging(String meshNode) {
        this.meshNode = meshNode;
    }

    /** From now on there are these pools. */
    void update(Collection<Pool> pools) {
        known = new Known(
                PoolMembership.of(pools), pools.stream().map(Pool::nodeName).collect(Collectors.toUnmodifiableSet()));
    }

    /** The names of the nodes of pools. */
    Set<String> poolNodes() {
        return known.nodes();
    }

    /** The names of all nodes. */
    Set<String> nodes() {
        Set<String> all = new HashSet<>(known.nodes());
        all.add(meshNode);
        return all;
    }

    @Override
    public boolean belongs(HostView host, String node) {
        return known.membership()
                .poolOf(PoolMembership.labels(
                        host.identity().labels(),
                        new PoolMembership.Machine(
                                host.identity().name(), host.facts().getArchitecture())))
                .map(Pool::nodeName)
                .orElse(meshNode)
                .equals(node);
    }
}
