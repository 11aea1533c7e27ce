package io.beemesh.e2e.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a part of a pod went through, one state after the other.
 *
 * @param spans no two neighbours are the same state
 */
record History(List<Span> spans) {
    /** A state that one side passed that fast may have been missed by the other: a kubelet tells once a second. */
    private static final long PASSING_NANOS = Duration.ofSeconds(5).toNanos();

    /** Copies the list. */
    History {
        spans = List.copyOf(spans);
    }

    /**
     * One state.
     *
     * @param nanos how long it was shown
     * @param again whether it was there before
     */
    record Span(String state, long nanos, boolean again) {
        /** Whether the other side need not have shown it: it passed at once, or came back, as in a loop of crashes. */
        boolean mayBeMissed() {
            return again || nanos < PASSING_NANOS;
        }

        @Override
        public String toString() {
            return state + " " + Duration.ofNanos(nanos).toMillis() + "ms";
        }
    }

    /**
     * By part: phase, conditions, containers.
     *
     * @param endNanos when the record ended
     */
    static Map<String, History> of(List<Recording.Shown> shown, long endNanos) {
        Map<String, List<Span>> all = new TreeMap<>();
        for (int i = 0; i < shown.size(); i++) {
            long until = i + 1 < shown.size() ? shown.get(i + 1).atNanos() : endNanos;
            long nanos = until - shown.get(i).atNanos();
            states(shown.get(i).pod())
                    .forEach((part, state) -> add(all.computeIfAbsent(part, key -> new ArrayList<>()), state, nanos));
        }
        return all.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> new History(entry.getValue())));
    }

    private static void add(List<Span> spans, String state, long nanos) {
        if (!spans.isEmpty() && spans.getLast().state().equals(state)) {
            Span last = spans.removeLast();
            spans.add(new Span(state, last.nanos() + nanos, last.again()));
        } else {
            spans.add(new Span(
                    state, nanos, spans.stream().anyMatch(it -> it.state().equals(state))));
        }
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

    /** Whether both went through the same, but for what may be missed. */
    boolean agrees(History other) {
        boolean[][] rest = new boolean[spans.size() + 1][other.spans.size() + 1];
        rest[spans.size()][other.spans.size()] = true;
        for (int i = spans.size(); i >= 0; i--) {
            for (int j = other.spans.size(); j >= 0; j--) {
                boolean one = i < spans.size();
                boolean two = j < other.spans.size();
                rest[i][j] |= one && spans.get(i).mayBeMissed() && rest[i + 1][j];
                rest[i][j] |= two && other.spans.get(j).mayBeMissed() && rest[i][j + 1];
                rest[i][j] |= one
                        && two
                        && spans.get(i).state().equals(other.spans.get(j).state())
                        && rest[i + 1][j + 1];
            }
        }
        return rest[0][0];
    }

    @Override
    public String toString() {
        return spans.stream().map(Span::toString).collect(Collectors.joining(" > "));
    }
}
