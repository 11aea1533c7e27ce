package io.beemesh.e2e.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What each part of a pod went through, in the order in which it was first shown, and for how long.
 *
 * @param nanosByState how long each state was shown altogether
 */
record History(Map<String, Long> nanosByState) {
    /** A state that one side passed that fast may have been missed by the other: a kubelet tells once a second. */
    private static final long PASSING_NANOS = Duration.ofSeconds(5).toNanos();

    /** By part: phase, conditions, containers. */
    static Map<String, History> of(List<Recording.Shown> shown) {
        Map<String, History> all = new TreeMap<>();
        for (int i = 0; i < shown.size(); i++) {
            long until = i + 1 < shown.size() ? shown.get(i + 1).atNanos() : Long.MAX_VALUE / 4;
            long nanos = until - shown.get(i).atNanos();
            states(shown.get(i).pod())
                    .forEach((part, state) -> all.computeIfAbsent(part, key -> new History(new LinkedHashMap<>()))
                            .nanosByState
                            .merge(state, nanos, (one, other) -> Math.min(one, Long.MAX_VALUE / 4) + other));
        }
        return all;
    }

    private static Map<String, String> states(JsonNode pod) {
        Map<String, String> states = new TreeMap<>();
        if (pod.at("/metadata/deletionTimestamp").isTextual()) {
            return states; // the last look at a pod that goes is chance
        }
        states.put("phase", pod.at("/status/phase").asText());
        for (JsonNode condition : pod.at("/status/conditions")) {
            String reason = condition.path("reason").asText();
            states.put(
                    "condition." + condition.path("type").asText(),
                    condition.path("status").asText() + (reason.isEmpty() ? "" : "(" + reason + ")"));
        }
        Seen.containers(pod).forEach(container -> {
            String name = container.path("name").asText();
            states.put("container." + name, state(container.path("state")));
            states.put("started." + name, container.path("started").asText("absent"));
            states.put("ready." + name, container.path("ready").asText());
        });
        return states;
    }

    static String state(JsonNode state) {
        if (state.path("running").isObject()) {
            return "running";
        }
        JsonNode end = state.path("terminated");
        return end.isObject()
                ? "terminated(" + end.path("reason").asText() + " "
                        + end.path("exitCode").asText() + ")"
                : "waiting(" + state.at("/waiting/reason").asText() + ")";
    }

    /** Whether both went through the same, but for what was passed in no time. */
    boolean agrees(History other) {
        return lasting(other).equals(other.lasting(this));
    }

    private List<String> lasting(History other) {
        List<String> kept = new ArrayList<>(nanosByState.keySet());
        kept.removeIf(state -> !other.nanosByState.containsKey(state) && nanosByState.get(state) < PASSING_NANOS);
        return kept;
    }

    @Override
    public String toString() {
        return nanosByState.entrySet().stream()
                .map(e -> e.getKey() + (e.getValue() > Long.MAX_VALUE / 8 ? "" : " " + millis(e.getValue())))
                .collect(Collectors.joining(" > "));
    }

    private static String millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis() + "ms";
    }
}
