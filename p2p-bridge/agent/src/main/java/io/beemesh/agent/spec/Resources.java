package io.beemesh.agent.spec;

import java.util.Map;

/**
 * Requests and limits of one container, by resource name; requests default to limits as in the API server.
 *
 * @param requests such as {@code cpu: 100m}
 * @param limits such as {@code memory: 64Mi}
 */
public record Resources(Map<String, Quantity> requests, Map<String, Quantity> limits) {
    /** Copies the maps. */
    public Resources {
        requests = Map.copyOf(requests);
        limits = Map.copyOf(limits);
    }

    /** Nothing asked, nothing bounded. */
    public static Resources none() {
        return new Resources(Map.of(), Map.of());
    }

    /** What is asked of a resource, or else its limit, or else zero. */
    public Quantity request(String resource) {
        Quantity asked = requests.get(resource);
        return asked != null ? asked : limits.getOrDefault(resource, Quantity.ZERO);
    }

    /** The bound of a resource; zero for none. */
    public Quantity limit(String resource) {
        return limits.getOrDefault(resource, Quantity.ZERO);
    }
}
