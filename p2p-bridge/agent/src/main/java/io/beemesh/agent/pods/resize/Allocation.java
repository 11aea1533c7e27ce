package io.beemesh.agent.pods.resize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Quantity;
import io.beemesh.agent.spec.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The requests and limits of a pod's containers, by name: those that it asks for, or those that it has. Immutable.
 *
 * <p><i>Source:</i> kubelet, allocation/state.
 */
public record Allocation(Map<String, Resources> byContainer) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Copies the map. */
    public Allocation {
        byContainer = Map.copyOf(byContainer);
    }

    /** What a pod says. */
    public static Allocation of(Pod pod) {
        Map<String, Resources> all = new HashMap<>();
        pod.allContainers().forEach(container -> all.put(container.name(), container.resources()));
        return new Allocation(all);
    }

    /** The pod with these resources; containers that are not named keep their own. */
    public Pod in(Pod pod) {
        return pod.with(container ->
                container.withResources(byContainer.getOrDefault(container.name(), container.resources())));
    }

    /** Whether a pod asks for just as much, container by container. */
    public boolean suits(Pod pod) {
        return pod.allContainers().allMatch(this::suits);
    }

    private boolean suits(Container container) {
        return Amounts.of(byContainer.getOrDefault(container.name(), Resources.none()))
                .equals(Amounts.of(container.resources()));
    }

    /** For the journal. */
    public byte[] toBytes() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        byContainer.forEach((name, resources) -> root.set(name, json(resources)));
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * From the journal.
     *
     * @throws IOException if that is none
     */
    public static Allocation from(byte[] kept) throws IOException {
        Map<String, Resources> all = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : JSON.readTree(kept).properties()) {
            all.put(entry.getKey(), resources(entry.getValue()));
        }
        return new Allocation(all);
    }

    /** As the API writes them: what there is none of is left out. */
    static ObjectNode json(Resources resources) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, "limits", resources.limits());
        put(json, "requests", resources.requests());
        return json;
    }

    private static void put(ObjectNode json, String field, Map<String, Quantity> amounts) {
        if (!amounts.isEmpty()) {
            ObjectNode into = json.putObject(field);
            new TreeMap<>(amounts).forEach((name, amount) -> into.put(name, amount.text()));
        }
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws IOException if an amount is none
     */
    static Resources resources(JsonNode json) throws IOException {
        return new Resources(amounts(json.path("requests")), amounts(json.path("limits")));
    }

    private static Map<String, Quantity> amounts(JsonNode json) throws IOException {
        Map<String, Quantity> amounts = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            try {
                amounts.put(entry.getKey(), Quantity.parse(entry.getValue().asText()));
            } catch (IllegalArgumentException noAmount) {
                throw new IOException(noAmount.getMessage(), noAmount);
            }
        }
        return amounts;
    }
}
