package io.beemesh.provider.resource;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;

/**
 * What the provider says of a host. What it does not know is empty.
 *
 * @param conditions one of type Ready, and while the host is drained one of type Drained
 * @param pods how many the host has
 * @param cpu that pods may use, a Kubernetes quantity
 * @param memory that pods may use, a Kubernetes quantity
 * @param arch Go's word for the architecture
 * @param lastSeen RFC 3339, coarse
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EdgeHostStatus(
        long observedGeneration,
        List<Condition> conditions,
        long pods,
        String cpu,
        String memory,
        String arch,
        String lastSeen,
        String address,
        String podmanVersion,
        String agentVersion) {
    /** Takes what the API server left out for empty. */
    public EdgeHostStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        cpu = Objects.requireNonNullElse(cpu, "");
        memory = Objects.requireNonNullElse(memory, "");
        arch = Objects.requireNonNullElse(arch, "");
        lastSeen = Objects.requireNonNullElse(lastSeen, "");
        address = Objects.requireNonNullElse(address, "");
        podmanVersion = Objects.requireNonNullElse(podmanVersion, "");
        agentVersion = Objects.requireNonNullElse(agentVersion, "");
    }

    /** The same at another time of last being seen. */
    EdgeHostStatus seenAt(String time) {
        return new EdgeHostStatus(
                observedGeneration, conditions, pods, cpu, memory, arch, time, address, podmanVersion, agentVersion);
    }
}
