package io.beemesh.provider.resource;

import io.beemesh.provider.pool.Pool;
import io.beemesh.provider.pool.PoolState;
import java.util.Optional;

/**
 * What runs the virtual nodes of pools. Each call blocks for a request or two at most; safe for use by any thread.
 *
 * <p>The node of a pool has the label {@link Pool#LABEL} with the pool's name: no other node is removed.
 */
public interface PoolNodes {
    /** Has the pool's node be so from now on; makes it if there is none. Idempotent. */
    void put(Pool pool);

    /**
     * Has the pool's node be removed, whichever provider made it. Idempotent; {@link #state} is empty once the API
     * server has no such node, and {@link PoolState.Reason#PENDING} before.
     *
     * @param node which
     */
    void remove(PoolNode node);

    /**
     * The node of a pool.
     *
     * @param pool the pool's name
     * @param name the node's name
     */
    record PoolNode(String pool, String name) {}

    /**
     * How the node of a pool fares.
     *
     * @param pool the pool's name
     * @return empty for a pool that was neither put nor removed, or whose node is gone
     */
    Optional<PoolState> state(String pool);
}
