package io.beemesh.e2e.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes out of a text what must differ: names of nodes and namespaces, addresses, ids and times. */
final class Wording {
    private static final Map<Pattern, String> ALWAYS = patterns();

    private final Map<String, String> own = new LinkedHashMap<>();

    /** For a pod of one side, as it was shown last. */
    Wording(Side side, JsonNode pod) {
        own(pod.at("/metadata/namespace"), "NAMESPACE");
        own(pod.at("/metadata/uid"), "UID");
        own.put(pod.at("/metadata/uid").asText("no uid").replace('-', '_'), "UID");
        own(pod.at("/status/podIP"), "POD-ADDRESS");
        own(pod.at("/status/hostIP"), "HOST-ADDRESS");
        own.put("NAMESPACE/it to " + side.node(), "NAMESPACE/it to NODE");
    }

    private void own(JsonNode value, String word) {
        if (!value.asText().isEmpty()) {
            own.put(value.asText(), word);
        }
    }

    private static Map<Pattern, String> patterns() {
        Map<Pattern, String> all = new LinkedHashMap<>();
        all.put(
                Pattern.compile("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:?\\d\\d)?"),
                "TIME");
        all.put(Pattern.compile("(containerd|podman)://[0-9a-f]{64}"), "CONTAINER-ID");
        all.put(Pattern.compile("\\b[0-9a-f]{64}\\b"), "ID");
        all.put(Pattern.compile("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b"), "UUID");
        all.put(Pattern.compile("\\.\\.\\d{4}_\\d\\d_\\d\\d_\\d\\d_\\d\\d_\\d\\d\\.\\d+"), "..WRITTEN");
        all.put(Pattern.compile("kube-api-access-[a-z0-9]{5}"), "kube-api-access");
        all.put(Pattern.compile("\\b10\\.\\d+\\.\\d+\\.\\d+:\\d{5}->"), "PEER->");
        all.put(Pattern.compile("current usage \\(\\d+\\)"), "current usage (N)");
        all.put(Pattern.compile("used: \\d+"), "used: N");
        all.put(Pattern.compile("Image size: \\d+ bytes"), "Image size: N bytes");
        all.put(Pattern.compile("\\b10\\.\\d+\\.\\d+\\.\\d+\\b"), "ADDRESS");
        all.put(Pattern.compile("\\b(\\d+m)?\\d+(\\.\\d+)?(ms|µs|s)\\b(?! (restarting|timeout))"), "DURATION");
        return all;
    }

    /** The text without them. */
    String of(String text) {
        String result = text;
        for (Map.Entry<String, String> word : own.entrySet()) {
            result = result.replace(word.getKey(), word.getValue());
        }
        for (Map.Entry<Pattern, String> word : ALWAYS.entrySet()) {
            result = word.getKey().matcher(result).replaceAll(Matcher.quoteReplacement(word.getValue()));
        }
        return result;
    }
}
