package io.beemesh.provider.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a host says of a pod into what is to change at the API server; pure.
 *
 * <p>Conditions of others stay, a transition time changes with the status only, and nothing leads out of a terminal
 * phase. <i>Source:</i> kubelet, pkg/kubelet/status/status_manager.go and pkg/util/pod.
 */
public final class StatusMapper {
    /** The reason of a pod whose host did not come back in time. */
    public static final String HOST_LOST = "HostLost";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the host leaves out is to go; the rest belongs to others or stays once it was set. */
    private static final List<String> CLEARED = List.of(
            "reason",
            "message",
            "podIP",
            "podIPs",
            "containerStatuses",
            "initContainerStatuses",
            "ephemeralContainerStatuses",
            "resources",
            "allocatedResources");

    /** Conditions that are over when the host leaves them out; others stay once they were set. */
    private static final List<String> PASSING = List.of("PodResizePending", "PodResizeInProgress");

    /** Lists that a strategic merge would only add to. */
    private static final Set<String> MERGED_LISTS = Set.of("podIPs", "hostIPs");

    private final String hostAddress;

    /**
     * A mapper for one node.
     *
     * @param hostAddress the node's address, which all its pods show as their host's
     */
    public StatusMapper(String hostAddress) {
        this.hostAddress = hostAddress;
    }

    /** Whether a pod's phase is final. */
    public static boolean terminal(Pod pod) {
        return pod.getStatus() != null && terminal(pod.getStatus().getPhase());
    }

    /** Whether the provider itself gave the pod up because of its host. */
    public static boolean hostLost(Pod pod) {
        return terminal(pod) && HOST_LOST.equals(pod.getStatus().getReason());
    }

    /**
     * What a host's report changes.
     *
     * @param pod as the API server has it
     * @param reported a PodStatus in JSON
     */
    public StatusChange map(Pod pod, String reported, Instant now) {
        PodStatus wanted;
        try {
            wanted = JSON.readValue(reported, PodStatus.class);
        } catch (JsonProcessingException unreadable) {
            return new StatusChange.Unreadable(unreadable.getOriginalMessage());
        }
        PodStatus had = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        if (terminal(had.getPhase())
                && (!Objects.equals(had.getPhase(), wanted.getPhase())
                        || !Objects.equals(had.getReason(), wanted.getReason()))) {
            return new StatusChange.None();
        }
        wanted.setHostIP(hostAddress);
        wanted.setHostIPs(List.of(new io.fabric8.kubernetes.api.model.HostIP(hostAddress)));
        wanted.setQosClass(had.getQosClass());
        if (had.getStartTime() != null) {
            wanted.setStartTime(had.getStartTime());
        }
        wanted.setConditions(wanted.getConditions().stream()
                .map(condition -> timed(condition, had, now))
                .toList());
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            observed(wanted, pod.getMetadata().getGeneration());
        }
        return change(had, wanted);
    }

    /** A deletion is a generation of its own, and its host knows of it no more than that the pod is to stop. */
    private static void observed(PodStatus wanted, @Nullable Long generation) {
        if (generation != null) {
            wanted.setObservedGeneration(generation);
            wanted.getConditions().forEach(condition -> condition.setObservedGeneration(generation));
        }
    }

    /** What gives a pod up for good: nothing of it runs, or is believed to. */
    public StatusChange fail(Pod pod, Verdict verdict, Instant now) {
        if (terminal(pod)) {
            return new StatusChange.None();
        }
        PodStatus had = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        PodStatus wanted = copy(had);
        wanted.setPhase("Failed");
        wanted.setReason(verdict.reason());
        wanted.setMessage(verdict.message());
        // One that no host took and no scheduler placed has none.
        if (!had.getConditions().isEmpty()) {
            wanted.setConditions(List.of(
                    timed(condition("Ready", "PodFailed"), had, now),
                    timed(condition("ContainersReady", "PodFailed"), had, now)));
        }
        if (had.getStartTime() == null) {
            wanted.setStartTime(now.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        observed(wanted, pod.getMetadata().getGeneration());
        return change(had, wanted);
    }

    /** What tells that nobody knows how a pod fares: it is not ready, and its phase stays. */
    public StatusChange unknown(Pod pod, Instant now) {
        PodStatus had = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        boolean ready = had.getConditions().stream()
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
        if (!ready) {
            return new StatusChange.None();
        }
        PodStatus wanted = copy(had);
        wanted.setConditions(List.of(timed(condition("Ready", "HostUnreachable"), had, now)));
        return change(had, wanted);
    }

    private static boolean terminal(String phase) {
        return "Failed".equals(phase) || "Succeeded".equals(phase);
    }

    private static PodStatus copy(PodStatus status) {
        return JSON.convertValue(status, PodStatus.class);
    }

    private static PodCondition condition(String type, String reason) {
        PodCondition condition = new PodCondition();
        condition.setType(type);
        condition.setStatus("False");
        condition.setReason(reason);
        return condition;
    }

    private static PodCondition timed(PodCondition condition, PodStatus had, Instant now) {
        if (PASSING.contains(condition.getType())) {
            return condition; // its time goes with its reason, which the host knows
        }
        for (PodCondition old : had.getConditions()) {
            if (Objects.equals(old.getType(), condition.getType())
                    && Objects.equals(old.getStatus(), condition.getStatus())
                    && old.getLastTransitionTime() != null) {
                condition.setLastTransitionTime(old.getLastTransitionTime());
                return condition;
            }
        }
        if (condition.getLastTransitionTime() == null) {
            condition.setLastTransitionTime(now.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        return condition;
    }

    private static StatusChange change(PodStatus had, PodStatus wanted) {
        ObjectNode before = JSON.valueToTree(had);
        ObjectNode after = JSON.valueToTree(wanted);
        ObjectNode patch = JSON.createObjectNode();
        after.properties().forEach(field -> {
            JsonNode old = before.path(field.getKey());
            if (field.getKey().equals("conditions")) {
                conditions(old, field.getValue(), patch, passed(had, wanted));
            } else if (!field.getValue().equals(old)) {
                patch.set(field.getKey(), replacing(field.getKey(), old, field.getValue()));
            }
        });
        CLEARED.stream()
                .filter(name -> before.hasNonNull(name) && !after.hasNonNull(name))
                .forEach(patch::putNull);
        return patch.isEmpty() ? new StatusChange.None() : new StatusChange.Patch(patch.toString());
    }

    private static JsonNode replacing(String name, JsonNode old, JsonNode value) {
        if (value instanceof ObjectNode object) {
            return replacing(old, object);
        }
        if (!MERGED_LISTS.contains(name) || !(value instanceof ArrayNode list)) {
            return value;
        }
        ArrayNode whole = list.deepCopy();
        whole.addObject().put("$patch", "replace");
        return whole;
    }

    /** A merge would leave what an object has no more. */
    private static ObjectNode replacing(JsonNode old, ObjectNode value) {
        ObjectNode whole = value.deepCopy();
        old.properties().forEach(field -> {
            JsonNode other = value.get(field.getKey());
            if (other == null) {
                whole.putNull(field.getKey());
            } else if (other instanceof ObjectNode object) {
                whole.set(field.getKey(), replacing(field.getValue(), object));
            }
        });
        return whole;
    }

    private static List<String> passed(PodStatus had, PodStatus wanted) {
        List<String> types =
                wanted.getConditions().stream().map(PodCondition::getType).toList();
        return had.getConditions().stream()
                .map(PodCondition::getType)
                .filter(type -> PASSING.contains(type) && !types.contains(type))
                .toList();
    }

    private static void conditions(JsonNode had, JsonNode wanted, ObjectNode patch, List<String> passed) {
        ArrayNode changed = JSON.createArrayNode();
        passed.forEach(type -> changed.addObject().put("$patch", "delete").put("type", type));
        for (JsonNode condition : wanted) {
            boolean same = false;
            for (JsonNode old : had) {
                same |= old.equals(condition);
            }
            if (!same) {
                changed.add(cleared(condition));
            }
        }
        if (!changed.isEmpty()) {
            patch.set("conditions", changed);
        }
    }

    /** A condition without reason or message is to lose those that it had: a strategic merge keeps what is absent. */
    private static JsonNode cleared(JsonNode condition) {
        ObjectNode whole = condition.deepCopy();
        for (String text : List.of("reason", "message")) {
            if (!whole.hasNonNull(text)) {
                whole.putNull(text);
            }
        }
        return whole;
    }

    /**
     * Why a pod is given up.
     *
     * @param reason CamelCase
     * @param message a sentence
     */
    public record Verdict(String reason, String message) {}
}
