package io.beemesh.provider.resource.pool;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;

/**
 * What the provider says of a pool.
 *
 * @param observedGeneration of the spec that this is about
 * @param conditions one of type Ready
 * @param hosts how many belong to the pool
 * @param nodeName of the virtual node
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MeshPoolStatus(long observedGeneration, List<Condition> conditions, int hosts, String nodeName) {
    /** Takes what the API server left out for empty. */
    public MeshPoolStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        nodeName = Objects.requireNonNullElse(nodeName, "");
    }
}
