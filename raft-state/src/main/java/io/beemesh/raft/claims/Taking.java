package io.beemesh.raft.claims;

/** What came of a wish to hold a name. */
public sealed interface Taking {
    /**
     * It is the asker's, whether from now on or from before.
     *
     * @param lease that keeps it
     * @param token grows with each holder of the name
     */
    record Taken(long lease, long token) implements Taking {}

    /**
     * It is another's.
     *
     * @param by who holds it, as that one called itself
     */
    record Elsewhere(String by) implements Taking {}

    /** Nobody can say. Asking again is safe. */
    record Unknown(String why) implements Taking {}
}
