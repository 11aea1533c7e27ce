package io.beemesh.provider.leader;

import io.beemesh.provider.kube.leader.LeaderRecord;

/** How this one stands in the election; times are of a clock that never goes back, in nanoseconds. */
sealed interface Standing {
    /** Nothing was seen yet. */
    record Unknown() implements Standing {}

    /**
     * Another one leads, or did.
     *
     * @param seen what the Lease said last
     * @param sinceNanos when it first said so
     */
    record Following(LeaderRecord seen, long sinceNanos) implements Standing {}

    /**
     * This one leads, or did when it last heard of it.
     *
     * @param held what it wrote last
     * @param renewedNanos when it began to write that
     */
    record Leading(LeaderRecord held, long renewedNanos) implements Standing {}

    /**
     * This one gave the lead up for another that hears hosts, which has not taken it yet.
     *
     * @param sinceNanos when it gave it up
     */
    record Yielded(long sinceNanos) implements Standing {}
}
