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

/** The pools that the cluster has, as every provider sees them, whether it leads or not. Any thread. */
final class SeenPools implements Ports.Belonging {
    private final String meshNode;
    private volatile Seen seen = new Seen(PoolMembership.of(List.of()), Set.of());

    private record Seen(PoolMembership membership, Set<String> nodes) {}

    SeenPools(String meshNode) {
        this.meshNode = meshNode;
    }

    /** Takes what was seen last. */
    void update(Collection<Pool> pools) {
        seen = new Seen(
                PoolMembership.of(pools), pools.stream().map(Pool::nodeName).collect(Collectors.toUnmodifiableSet()));
    }

    /** The names of the nodes of pools. */
    Set<String> poolNodes() {
        return seen.nodes();
    }

    /** The names of all nodes. */
    Set<String> nodes() {
        Set<String> all = new HashSet<>(seen.nodes());
        all.add(meshNode);
        return all;
    }

    @Override
    public boolean belongs(HostView host, String node) {
        return seen.membership()
                .poolOf(PoolMembership.labels(
                        host.identity().labels(),
                        new PoolMembership.Machine(
                                host.identity().name(), host.facts().getArchitecture())))
                .map(Pool::nodeName)
                .orElse(meshNode)
                .equals(node);
    }
}
