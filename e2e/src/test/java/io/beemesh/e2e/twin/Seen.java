package io.beemesh.e2e.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What a step may wait for. */
final class Seen {
    static final List<String> LISTS =
            List.of("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses");

    private Seen() {}

    static Predicate<Recording> of(Step.Await step) {
        String word = step.words().isEmpty() ? "" : step.words().getFirst();
        return switch (step.what()) {
            case "Ready" -> it -> condition(it.newest(), "Ready").equals("True");
            case "unready" ->
                it -> condition(it.newest(), "Ready").equals("False")
                        && it.pods().stream().anyMatch(shown -> condition(shown.pod(), "Ready")
                                .equals("True"));
            case "ended" -> it -> List.of("Succeeded", "Failed").contains(phase(it.newest()));
            case "reason" -> it -> reasons(it.newest()).anyMatch(word::equals);
            case "event" -> it -> count(it, word) >= number(step, 1);
            case "restarts" ->
                it -> containers(it.newest())
                        .anyMatch(container -> container.path("restartCount").asInt() == number(step, 0));
            case "resizing" -> it -> resizing(it.newest()).anyMatch(word::equals);
            case "resized" ->
                it -> resizing(it.newest()).findAny().isEmpty()
                        && it.newest().at("/metadata/generation").asInt()
                                == it.newest().at("/status/observedGeneration").asInt();
            default -> it -> phase(it.newest()).equals(step.what());
        };
    }

    private static int number(Step.Await step, int word) {
        return step.words().size() > word ? Integer.parseInt(step.words().get(word)) : 1;
    }

    static String phase(JsonNode pod) {
        return pod.at("/status/phase").asText();
    }

    static String condition(JsonNode pod, String type) {
        return StreamSupport.stream(pod.at("/status/conditions").spliterator(), false)
                .filter(it -> it.path("type").asText().equals(type))
                .map(it -> it.path("status").asText())
                .findFirst()
                .orElse("");
    }

    /** The reasons of the conditions of a resize that is not done. */
    private static Stream<String> resizing(JsonNode pod) {
        return StreamSupport.stream(pod.at("/status/conditions").spliterator(), false)
                .filter(it -> it.path("type").asText().startsWith("PodResize"))
                .map(it -> it.path("reason").asText());
    }

    static Stream<JsonNode> containers(JsonNode pod) {
        return LISTS.stream()
                .flatMap(list ->
                        StreamSupport.stream(pod.path("status").path(list).spliterator(), false));
    }

    private static Stream<String> reasons(JsonNode pod) {
        Stream<String> own = Stream.of(pod.at("/status/reason").asText());
        return Stream.concat(
                own, containers(pod).flatMap(container -> Stream.of("/state/waiting/reason", "/state/terminated/reason")
                        .map(path -> container.at(path).asText())));
    }

    private static int count(Recording recording, String reason) {
        return recording.events().stream()
                .filter(event -> event.path("reason").asText().equals(reason))
                .mapToInt(event -> event.path("count").asInt(1))
                .sum();
    }
}
