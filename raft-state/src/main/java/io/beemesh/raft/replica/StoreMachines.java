package io.beemesh.raft.replica;

import io.beemesh.raft.groups.GroupHost;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.statemachine.StateMachine;
import org.jspecify.annotations.Nullable;

/**
 * The machines of the groups that are open on a host, {@value GroupHost#GROUPS_MAX} at most, as Ratis asks for them.
 * Safe for use by any thread.
 */
public final class StoreMachines implements StateMachine.Registry {
    private final Map<UUID, StoreMachine> machines = new ConcurrentHashMap<>();
    private final LongSupplier nanos;
    private final Duration leaderLost;
    private final long quotaBytes;

    /**
     * None yet.
     *
     * @param nanos a time that only goes on, as {@link System#nanoTime}
     * @param leaderLost how long a member waits for its leader before it stands for election
     * @param quotaBytes what each store may take
     */
    public StoreMachines(LongSupplier nanos, Duration leaderLost, long quotaBytes) {
        this.nanos = nanos;
        this.leaderLost = leaderLost;
        this.quotaBytes = quotaBytes;
    }

    @Override
    public StateMachine apply(RaftGroupId group) {
        StoreMachine machine = new StoreMachine(new LeaseClock(nanos, leaderLost.multipliedBy(2)), quotaBytes);
        machines.put(group.getUuid(), machine);
        return machine;
    }

    /** The machine of a group; null if it is not open. */
    public @Nullable StoreMachine of(UUID group) {
        return machines.get(group);
    }

    /** Forgets the machine of a group that is not open any more. Idempotent. */
    public void forget(UUID group) {
        machines.remove(group);
    }
}
