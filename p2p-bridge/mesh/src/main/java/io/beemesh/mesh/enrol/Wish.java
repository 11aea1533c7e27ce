package io.beemesh.mesh.enrol;

import io.beemesh.mesh.membership.Labels;
import java.util.Map;
import java.util.Optional;

/**
 * How a host would like to be called and found.
 *
 * @param name a DNS label; empty leaves the choice to the provider
 * @param labels in Kubernetes' syntax, at most {@value Labels#COUNT_MAX}
 */
public record Wish(Optional<String> name, Map<String, String> labels) {
    /** Copies what may change; the provider judges it. */
    public Wish {
        labels = Map.copyOf(labels);
    }
}
