package io.beemesh.provider.pool;

import java.util.List;
import java.util.Map;

/**
 * A set of hosts that is shown as one virtual node of its own.
 *
 * @param name of the MeshPool
 * @param selector says which hosts may belong to it
 * @param nodeName of the virtual node
 * @param labels of the node, besides those that every virtual node has
 * @param taints of the node, besides the one that every virtual node has
 */
public record Pool(
        String name, HostSelector selector, String nodeName, Map<String, String> labels, List<PoolTaint> taints) {
    /** Marks the hosts whose token named a pool: its value is the pool's name. */
    public static final String LABEL = "beemesh.io/pool";

    /** Keeps copies. */
    public Pool {
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
    }
}
