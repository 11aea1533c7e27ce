package io.beemesh.raft.claims;

import java.time.Duration;

/**
 * Where a group keeps claims. All members agree on them: what one was told holds for all. Calls block until a quorum
 * has answered, or some ten seconds. Any thread.
 */
public interface ClaimStore {
    /**
     * Takes a name that nobody holds. Idempotent for one holder.
     *
     * @param name at most 253 characters
     * @param holder tells this holder from all others, also earlier ones
     * @param life how long the claim lives when it is not renewed, in whole seconds
     */
    Taking take(String name, String holder, Duration life);

    /** Has a claim live on. */
    Renewal renew(long lease);

    /** Gives a claim back; one that is over is no error. If nobody can be asked, it ends by itself. */
    void giveBack(long lease);
}
