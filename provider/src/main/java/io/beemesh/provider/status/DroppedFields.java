package io.beemesh.provider.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The fields of a pod's status that the API server drops, as one does that is older than they are: what it was sent is
 * held against what it answered. They are sent along with what else changes, and never for their own sake.
 *
 * <p>Safe for use by any thread. Remembers at most {@value #PATHS_MAX} fields; further ones are written in vain.
 */
final class DroppedFields {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATHS_MAX = 64;
    /** What the elements of lists are found again by. */
    private static final List<String> NAMES = List.of("name", "type");

    private final Set<String> paths = ConcurrentHashMap.newKeySet();

    /** Whether a patch would change nothing of a pod, because all in it that the pod has not is dropped anyway. */
    boolean areAll(StatusChange.Patch patch, Pod pod) {
        if (paths.isEmpty()) {
            return false;
        }
        Loss loss = new Loss();
        loss.compare("", tree(patch), JSON.valueToTree(pod.getStatus()));
        return !loss.differs && paths.containsAll(loss.absent);
    }

    /**
     * Learns from a write.
     *
     * @param pod as it was answered
     */
    void learn(StatusChange.Patch patch, Pod pod) {
        Loss loss = new Loss();
        loss.compare("", tree(patch), JSON.valueToTree(pod.getStatus()));
        paths.removeAll(loss.present);
        loss.absent.stream().limit(Math.max(0, PATHS_MAX - paths.size())).forEach(paths::add);
    }

    private static JsonNode tree(StatusChange.Patch patch) {
        try {
            return JSON.readTree(patch.json());
        } catch (JsonProcessingException impossible) {
            throw new IllegalArgumentException("a patch is JSON", impossible);
        }
    }

    /** What a status has not of a patch. */
    private static final class Loss {
        private final Set<String> absent = new HashSet<>();
        private final Set<String> present = new HashSet<>();
        private boolean differs;

        void compare(String path, JsonNode asked, JsonNode has) {
            boolean there = !has.isMissingNode() && !has.isNull();
            if (asked.isNull() || (!there && asked.isEmpty() && asked.asText().isEmpty())) {
                differs |= asked.isNull() && there; // what is empty is left out
            } else if (!there) {
                absent.add(path);
            } else {
                present.add(path);
                compareParts(path, asked, has);
            }
        }

        private void compareParts(String path, JsonNode asked, JsonNode has) {
            if (asked.isObject()) {
                asked.properties()
                        .forEach(field ->
                                compare(path + "." + field.getKey(), field.getValue(), has.path(field.getKey())));
            } else if (asked.isArray()) {
                compareElements(path + "[]", asked, has);
            } else {
                differs |= !asked.equals(has);
            }
        }

        private void compareElements(String path, JsonNode asked, JsonNode has) {
            for (int index = 0; index < asked.size(); index++) {
                JsonNode element = asked.get(index);
                if (!element.has("$patch")) {
                    JsonNode its = its(element, index, has);
                    differs |= its.isMissingNode();
                    compare(path, element, its);
                } else {
                    differs |= element.path("$patch").asText().equals("delete")
                            && !its(element, index, has).isMissingNode();
                }
            }
        }

        private static JsonNode its(JsonNode element, int index, JsonNode list) {
            return NAMES.stream()
                    .filter(element::has)
                    .findFirst()
                    .map(name -> named(name, element.path(name), list))
                    .orElseGet(() -> list.path(index));
        }

        private static JsonNode named(String name, JsonNode value, JsonNode list) {
            for (JsonNode element : list) {
                if (element.path(name).equals(value)) {
                    return element;
                }
            }
            return MissingNode.getInstance();
        }
    }
}
