package io.beemesh.e2e.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A case: a pod, the objects that it needs, and what is done to it.
 *
 * <p>A file holds YAML documents: objects with a kind, and one without, which is the pod.
 *
 * @param name feature and case: {@code probes/exec-fails}
 * @param pod as it goes to both nodes
 * @param objects created before it
 * @param later created by a step
 * @param steps done to it in their order
 * @param alone whether it takes all room of its node, so that nothing else may run meanwhile
 * @param brief whether it is one of those that run with all other tests
 */
record Manifest(
        String name,
        ObjectNode pod,
        List<ObjectNode> objects,
        List<ObjectNode> later,
        List<Step> steps,
        boolean alone,
        boolean brief) {
    static final String STEPS = "twin.beemesh.io/steps";
    private static final String LATER = "twin.beemesh.io/later";
    private static final String ALONE = "twin.beemesh.io/alone";
    private static final String BRIEF = "twin.beemesh.io/brief";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** Those below a folder, by name. */
    static List<Manifest> below(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(file -> read(folder.relativize(file).toString().replace(".yaml", ""), file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("no manifests in " + folder, e);
        }
    }

    /** One of them. */
    static Manifest named(String name, Path folder) {
        return read(name, folder.resolve(name + ".yaml"));
    }

    /** The feature that it is a case of. */
    String feature() {
        return name.substring(0, name.indexOf('/'));
    }

    /** Its name as part of another. */
    String slug() {
        return name.replace('/', '-');
    }

    private static Manifest read(String name, Path file) {
        List<ObjectNode> objects = new ArrayList<>();
        List<ObjectNode> later = new ArrayList<>();
        ObjectNode pod = null;
        try (var documents = YAML.readerFor(ObjectNode.class).<ObjectNode>readValues(file.toFile())) {
            while (documents.hasNext()) {
                ObjectNode next = documents.next();
                if (!next.has("kind")) {
                    pod = next;
                } else if (annotation(next, LATER).isEmpty()) {
                    objects.add(next);
                } else {
                    later.add(next);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        if (pod == null) {
            throw new IllegalArgumentException(file + " has no document without a kind: the pod");
        }
        String steps = annotation(pod, STEPS);
        boolean alone = !annotation(pod, ALONE).isEmpty();
        boolean brief = !annotation(pod, BRIEF).isEmpty();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        pod.withObjectProperty("metadata").put("name", "it");
        List<Step> all = Step.all(steps.isEmpty() ? usual(pod) : steps);
        return new Manifest(name, pod, objects, later, all, alone, brief);
    }

    private static String usual(JsonNode pod) {
        return pod.at("/spec/restartPolicy").asText("Always").equals("Always") ? "await Ready" : "await ended";
    }

    /** A part of a step, in JSON, which is YAML as well. */
    static JsonNode json(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON: " + text, e);
        }
    }

    /** Takes an annotation out. */
    private static String annotation(ObjectNode object, String name) {
        return object.at("/metadata/annotations") instanceof ObjectNode annotations && annotations.has(name)
                ? annotations.remove(name).asText()
                : "";
    }
}
