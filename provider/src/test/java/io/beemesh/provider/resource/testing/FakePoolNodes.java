package io.beemesh.provider.resource.testing;

import io.beemesh.provider.pool.Pool;
import io.beemesh.provider.pool.PoolState;
import io.beemesh.provider.resource.PoolNodes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Nodes of pools in memory: each is as a test says, and goes when a test says. Any thread. */
public final class FakePoolNodes implements PoolNodes {
    private final Map<String, Pool> pools = new ConcurrentHashMap<>();
    private final Map<String, PoolState> states = new ConcurrentHashMap<>();

    /** The pool as it was put last; empty if it was not, or was removed. */
    public Optional<Pool> pool(String name) {
        return Optional.ofNullable(pools.get(name));
    }

    /** How a pool's node is to fare from now on. */
    public void set(String pool, PoolState state) {
        states.put(pool, state);
    }

    /** The API server has a pool's node no more. */
    public void gone(String pool) {
        states.remove(pool);
    }

    @Override
    public void put(Pool pool) {
        pools.put(pool.name(), pool);
        states.putIfAbsent(pool.name(), new PoolState(PoolState.Reason.NO_HOSTS, "no host of the pool is attached", 0));
    }

    @Override
    public void remove(PoolNode node) {
        pools.remove(node.pool());
        states.computeIfPresent(
                node.pool(), (name, held) -> new PoolState(PoolState.Reason.PENDING, "the node is being removed", 0));
    }

    @Override
    public Optional<PoolState> state(String pool) {
        return Optional.ofNullable(states.get(pool));
    }
}
