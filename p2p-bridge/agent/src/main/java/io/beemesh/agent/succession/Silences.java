package io.beemesh.agent.succession;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Since when which clusters cannot be reached. For one thread. */
final class Silences {
    private final Clock steady;
    private final Instant start;
    private final Map<String, Instant> lastHeard = new HashMap<>();

    /**
     * All are silent from now on.
     *
     * @param steady never jumps
     */
    Silences(Clock steady) {
        this.steady = steady;
        this.start = steady.instant();
    }

    /** These can be reached right now. */
    void heard(Set<String> clusters) {
        clusters.forEach(cluster -> lastHeard.put(cluster, steady.instant()));
    }

    /** For how long a cluster was not reached. */
    Duration of(String cluster) {
        return Duration.between(lastHeard.getOrDefault(cluster, start), steady.instant());
    }
}
