package io.beemesh.e2e.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What can be compared of a recording: a value by the name of its field, without spaces in the name. */
final class Facts {
    /** On a busy machine these come by chance: waits for caches, and commands that take longer than their second. */
    private static final Pattern CHANCE = Pattern.compile(
            "timed out waiting for the condition|no relationship found|command timed out: .* timed out after 1s");

    /** How a kubelet writes that nothing bounds the memory of a running pod: in the older kernel's number for it. */
    private static final String UNBOUNDED = "9007199254740988Ki";

    private final Map<String, String> values = new TreeMap<>();
    private final Wording wording;

    private Facts(Wording wording) {
        this.wording = wording;
    }

    /** Those of a recording; times and histories are compared otherwise. */
    static Map<String, String> of(Side side, Recording recording) {
        JsonNode pod = recording.outcome();
        Facts facts = new Facts(new Wording(side, pod));
        facts.flat("status", pod.path("status"));
        facts.order(pod);
        facts.events(recording.events());
        recording.answers().forEach(facts::answer);
        return facts.values;
    }

    private void put(String field, String value) {
        values.put(wording.of(field).replace(' ', '_'), wording.of(value));
    }

    /** Lists are told by what names their parts; their order is a fact of its own. */
    private void flat(String field, JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> node.properties().forEach(e -> flat(field + "." + e.getKey(), e.getValue()));
            case ARRAY -> {
                for (int i = 0; i < node.size(); i++) {
                    flat(field + "." + key(node.get(i), i), node.get(i));
                }
            }
            default -> {
                if (!node.asText().equals(UNBOUNDED)) {
                    put(field, node.asText());
                }
            }
        }
    }

    private static String key(JsonNode part, int index) {
        for (String name : List.of("type", "name", "mountPath")) {
            if (part.path(name).isTextual()) {
                return part.path(name).asText();
            }
        }
        return Integer.toString(index);
    }

    private void order(JsonNode pod) {
        List<String> types = new ArrayList<>();
        pod.at("/status/conditions").forEach(it -> types.add(it.path("type").asText()));
        put("order.conditions", String.join(" ", types));
        for (String list : Seen.LISTS) {
            List<String> names = new ArrayList<>();
            pod.path("status")
                    .path(list)
                    .forEach(it -> names.add(it.path("name").asText()));
            put("order." + list, String.join(" ", names));
        }
    }

    private void events(List<JsonNode> events) {
        Map<String, TreeSet<String>> texts = new TreeMap<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (JsonNode event : events) {
            String reason = event.path("reason").asText();
            String message = event.path("message").asText();
            if (CHANCE.matcher(message).find()) {
                continue;
            }
            String text = "%s [%s] %s"
                    .formatted(
                            event.path("type").asText(),
                            event.at("/involvedObject/fieldPath").asText(),
                            wording.of(message));
            texts.computeIfAbsent(reason, key -> new TreeSet<>()).add(text);
            counts.merge(reason, event.path("count").asInt(1), Integer::sum);
        }
        texts.forEach((reason, all) -> put("event." + reason, String.join("\n", all)));
        counts.forEach((reason, count) -> put("count." + reason, count.toString()));
    }

    private void answer(String question, String answer) {
        if (!question.startsWith("saw.") || !answer.startsWith("exit")) {
            put(question, answer);
            return;
        }
        Map<String, List<String>> lines = new TreeMap<>();
        BiConsumer<String, String> line = (name, value) ->
                lines.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        answer.lines().forEach(text -> {
            String[] words = text.split("[ =]", 3);
            boolean single = List.of("user", "umask", "hostname", "directory", "command", "oom", "exit")
                    .contains(words[0]);
            boolean whole = single || List.of("hosts", "resolv.conf").contains(words[0]) || words.length < 3;
            line.accept(whole ? words[0] : words[0] + "." + words[1], text);
        });
        lines.forEach(
                (name, values) -> put(question + "." + name, values.stream().collect(Collectors.joining("\n"))));
    }

    /** When containers started and ended, in seconds since the pod did; those of before a restart as well. */
    static Map<String, Long> times(JsonNode pod) {
        Map<String, Long> times = new TreeMap<>();
        Instant began = Instant.parse(pod.at("/metadata/creationTimestamp").asText("1970-01-01T00:00:00Z"));
        Seen.containers(pod).forEach(container -> {
            for (String path : List.of("state/running", "state/terminated")) {
                for (String time : List.of("startedAt", "finishedAt")) {
                    String at = container.at("/" + path + "/" + time).asText();
                    if (!at.isEmpty()
                            && !at.startsWith("1970")
                            && container.path("restartCount").asInt() == 0) {
                        times.put(
                                container.path("name").asText() + "." + time,
                                Duration.between(began, Instant.parse(at)).toSeconds());
                    }
                }
            }
        });
        return times;
    }
}
