package io.beemesh.provider.status;

import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Which reports of one attachment are settled: a host may forget all up to a sequence, so gaps hold back.
 *
 * <p>Holds as many open reports as the host has pods, for a newer report of a pod settles the older. Not safe for use
 * by many threads.
 */
final class AckTracker {
    private final TreeSet<Long> open = new TreeSet<>();
    private long highest;
    private long told;

    void arrived(long sequence) {
        open.add(sequence);
        highest = Math.max(highest, sequence);
    }

    /** Settles one; returns up to where the host may be told that all is settled, if that is news. */
    OptionalLong settled(long sequence) {
        open.remove(sequence);
        long upTo = open.isEmpty() ? highest : open.first() - 1;
        if (upTo <= told) {
            return OptionalLong.empty();
        }
        told = upTo;
        return OptionalLong.of(upTo);
    }
}
