package io.beemesh.agent.state.group;

import io.beemesh.raft.claims.ClaimStore;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A group that is open here and keeps its pods' orders.
 *
 * @param uid of it
 * @param cluster whose it is
 * @param orders that it keeps
 * @param names of its pods
 * @param standing of this host's member in it
 * @param wanted the UIDs of the pods that the cluster wants, if it said so since the last look
 */
public record OpenGroup(
        UUID uid,
        String cluster,
        KeptOrders orders,
        ClaimStore names,
        Standing standing,
        Optional<Set<String>> wanted) {
    /** How this host's member stands. */
    public enum Standing {
        /** It leads, or hears whoever does. */
        IN_TOUCH,
        /** It hears nobody who leads: nothing can be changed from here. */
        ALONE
    }

    /** Keeps a copy. */
    public OpenGroup {
        wanted = wanted.map(Set::copyOf);
    }
}
