package io.beemesh.raft.stores;

import io.beemesh.raft.claims.ClaimStore;
import io.beemesh.raft.front.Entrance;
import io.beemesh.raft.groups.GroupMember;
import io.beemesh.raft.groups.GroupView;
import io.beemesh.raft.groups.Opening;
import io.beemesh.raft.rpc.RaftNetwork;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * The stores that this host holds together with others, one a group. What was open when the host ended is open again
 * when it starts; where it is served is not kept.
 *
 * <p>Safe for use by any thread. Calls that need a quorum block until there is one, or fail after some ten seconds.
 */
public interface Stores extends AutoCloseable {
    /** Those of a host, which costs nothing until it has the first one. */
    static Stores onDemand(RaftNetwork network, StoreSettings settings, RandomGenerator random) {
        return new StoresOnDemand(network, settings, random);
    }

    /**
     * A store that is served.
     *
     * @param address where
     * @param isThere whether it is still: it ends with the store, too
     * @param end of it; closes all its connections
     */
    record Served(InetSocketAddress address, BooleanSupplier isThere, Runnable end) implements AutoCloseable {
        /** Whether anybody answers there. */
        public boolean isOpen() {
            return isThere.getAsBoolean();
        }

        @Override
        public void close() {
            end.run();
        }
    }

    /** The groups whose store is open here. */
    Set<UUID> groups() throws IOException;

    /** The groups whose data here cannot be read, and why; each until {@link #leave}. The others are not kept by it. */
    Map<UUID, String> damaged() throws IOException;

    /**
     * Opens the store of a group here. Idempotent.
     *
     * @param members who they are now, as {@link io.beemesh.raft.groups.GroupHost#open} wants them
     * @throws IOException if it cannot be stored
     */
    Opening open(UUID group, Collection<GroupMember> members) throws IOException;

    /**
     * Makes hosts the members of a group, whoever was before; voters may become learners and the opposite. Idempotent.
     *
     * @throws IOException if no quorum agreed, or another change goes on
     */
    void change(UUID group, Collection<GroupMember> members) throws IOException;

    /**
     * Answers etcd's API at one more entrance, until it is closed or the store is.
     *
     * @return where it is
     * @throws IOException if the store is not open here, or the address is taken; the entrance is closed then
     */
    Served serve(UUID group, Entrance entrance) throws IOException;

    /**
     * What the group's members may claim to be the only one of.
     *
     * @throws IOException if the store is not open here
     */
    ClaimStore claims(UUID group) throws IOException;

    /**
     * What the group keeps about the holders of names.
     *
     * @throws IOException if the store is not open here
     */
    Shelf shelf(UUID group) throws IOException;

    /**
     * How a group looks to its member here. Never waits for others.
     *
     * @throws IOException if the store is not open here
     */
    GroupView view(UUID group) throws IOException;

    /**
     * Whether this host leads a group, as far as it knows. Never waits for others.
     *
     * @throws IOException if the store is not open here
     */
    boolean leads(UUID group) throws IOException;

    /**
     * Hands the leadership of all groups to others, for a host that is about to go.
     *
     * @param bound how long to wait for others to take over, for each group
     * @return the groups that this host leads still, as nobody else could
     */
    Set<UUID> drain(Duration bound) throws IOException, InterruptedException;

    /**
     * Closes the store of a group and deletes it here; the others should have taken this host out before. Idempotent.
     *
     * @return whether there was anything of it
     * @throws IOException if it cannot be closed, or deleted
     */
    boolean leave(UUID group) throws IOException;

    /**
     * Goes on alone as the store of another group, with all that is stored here of one whose other members are gone;
     * whoever was served is served no more. Idempotent.
     *
     * @throws IOException if nothing is stored here of the group before, or it cannot be read
     */
    void goOnAlone(UUID before, UUID after) throws IOException;

    /** Ends all of them here, and keeps what is stored. Idempotent. */
    @Override
    void close() throws IOException;
}
