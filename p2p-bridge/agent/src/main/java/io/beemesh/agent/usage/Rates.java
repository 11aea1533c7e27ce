package io.beemesh.agent.usage;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** How fast processor time grows, from what was read the time before; as many as are counted. For one thread. */
final class Rates {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Map<String, Reading> last = new HashMap<>();

    private record Reading(long nanos, long atNanos, OptionalLong rate) {}

    /**
     * Nanoseconds of a core in a second since the last reading that is a second old at least; empty if there is none,
     * or the count began anew.
     *
     * @param nanos that are counted now
     * @param atNanos by a clock that only goes on
     */
    OptionalLong nanoCores(String what, long nanos, long atNanos) {
        Reading before = last.get(what);
        if (before == null || nanos < before.nanos()) {
            last.put(what, new Reading(nanos, atNanos, OptionalLong.empty()));
            return OptionalLong.empty();
        }
        long passed = atNanos - before.atNanos();
        if (passed < NANOS_PER_SECOND) {
            return before.rate();
        }
        double share = (double) (nanos - before.nanos()) / passed;
        OptionalLong rate = OptionalLong.of(Math.round(share * NANOS_PER_SECOND));
        last.put(what, new Reading(nanos, atNanos, rate));
        return rate;
    }

    /** Forgets what is not counted any more. */
    void retain(Set<String> counted) {
        last.keySet().retainAll(counted);
    }
}
