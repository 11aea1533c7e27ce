package io.beemesh.provider.pool;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * To which pool a host belongs: of those that choose it, the one whose name is first in the alphabet. A host that no
 * pool chooses belongs to the mesh's own node, so that every host belongs to exactly one.
 */
public final class PoolMembership {
    private final List<Pool> pools;

    private PoolMembership(List<Pool> pools) {
        this.pools = pools;
    }

    /** The membership that these pools make, in whatever order they come. */
    public static PoolMembership of(Collection<Pool> pools) {
        return new PoolMembership(
                pools.stream().sorted(Comparator.comparing(Pool::name)).toList());
    }

    /** The pool of a host with these labels; empty for a host of the mesh's own node. */
    public Optional<Pool> poolOf(Map<String, String> labels) {
        return pools.stream().filter(pool -> pool.selector().matches(labels)).findFirst();
    }

    /**
     * The labels by which a host is chosen: those of its membership record, and what Kubernetes calls a node's
     * architecture, system and name, which no record can change.
     *
     * @param recorded labels of the membership record
     * @param machine what the host is
     */
    public static Map<String, String> labels(Map<String, String> recorded, Machine machine) {
        Map<String, String> all = new HashMap<>(recorded);
        all.put("kubernetes.io/arch", machine.architecture());
        all.put("kubernetes.io/os", "linux");
        all.put("kubernetes.io/hostname", machine.name());
        return Map.copyOf(all);
    }

    /**
     * What a host is.
     *
     * @param name of its EdgeHost
     * @param architecture in Go's words, such as {@code arm64}
     */
    public record Machine(String name, String architecture) {}
}
