package io.beemesh.provider.resource.pool;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a person may say of a pool.
 *
 * @param hostSelector over the labels of hosts; without it, the hosts whose tokens named the pool
 * @param nodeName of the virtual node; empty for the pool's own name
 * @param labels of the node
 * @param taints of the node
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MeshPoolSpec(
        @Nullable LabelSelector hostSelector, String nodeName, Map<String, String> labels, List<Taint> taints) {
    /** Takes what was left out for empty. */
    public MeshPoolSpec {
        nodeName = Objects.requireNonNullElse(nodeName, "");
        labels = labels == null ? Map.of() : Map.copyOf(labels);
        taints = taints == null ? List.of() : List.copyOf(taints);
    }
}
