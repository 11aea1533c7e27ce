package io.beemesh.provider.hosts;

import io.beemesh.mesh.wire.HostFacts;
import java.time.Instant;
import java.util.Map;

/**
 * What the provider knows of one host at one time; immutable.
 *
 * @param identity who it is
 * @param state whether it can be asked
 * @param facts what it said of itself
 * @param resources what it said that it can run
 * @param resourcesAt when it said so
 * @param pods what it has, by pod UID; complete only when the state is attached and past reporting
 * @param assigned what this provider has placed there, by pod UID
 */
public record HostView(
        HostIdentity identity,
        HostState state,
        HostFacts facts,
        HostResources resources,
        Instant resourcesAt,
        Map<String, PodOnHost> pods,
        Map<String, PodLoad> assigned) {
    /** What its pods ask for: what the host counted, or what was placed there if that is more. */
    public Amounts requested() {
        Amounts placed = Amounts.NONE;
        for (PodLoad load : assigned.values()) {
            placed = placed.plus(load.requests());
        }
        return resources.requested().max(placed);
    }

    /** What is left for further pods, by the hint; a part may be negative. */
    public Amounts free() {
        return resources.allocatable().minus(requested());
    }

    /** Since when the host is a lively member of the mesh. */
    public Instant aliveSince() {
        return Instant.ofEpochMilli(facts.getAliveSinceMs());
    }
}
