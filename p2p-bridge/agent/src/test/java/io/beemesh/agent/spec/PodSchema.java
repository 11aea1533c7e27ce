package io.beemesh.agent.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The schema of a Pod's spec as Kubernetes 1.36 publishes it: every type that it reaches, with every field. */
final class PodSchema {
    static final String RESOURCE = "pod-schema.tsv";
    private static final String CORE = "io.k8s.api.core.v1.";
    private static final String REF = "#/components/schemas/";

    private final Map<String, List<Field>> byType = new LinkedHashMap<>();

    /**
     * One field.
     *
     * @param shape its type; in brackets for a list of it, in braces for a map to it
     */
    record Field(String type, String name, String shape, boolean required) {
        /** Such as {@code Container.image}. */
        String id() {
            return type + "." + name;
        }

        /** The type of it, or of its elements. */
        String target() {
            return shape.replaceAll("[\\[\\]{}]", "");
        }
    }

    /** The one that is committed: a line for each field. */
    static PodSchema load() throws IOException {
        PodSchema schema = new PodSchema();
        for (String line : resource(RESOURCE)) {
            String[] cells = line.split("\t", -1);
            String[] id = cells[0].split("\\.", 2);
            schema.byType
                    .computeIfAbsent(id[0], type -> new ArrayList<>())
                    .add(new Field(id[0], id[1], cells[1], cells[2].equals("required")));
        }
        return schema;
    }

    /** The lines of a file beside this class. */
    static List<String> resource(String name) throws IOException {
        try (InputStream in = PodSchema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no resource " + name + " beside " + PodSchema.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** Whether a shape has fields of its own. */
    boolean isType(String shape) {
        return byType.containsKey(shape);
    }

    /** The fields of a type. */
    List<Field> of(String type) {
        return byType.getOrDefault(type, List.of());
    }

    /** All fields by their ids. */
    Optional<Field> field(String id) {
        return of(id.split("\\.", 2)[0]).stream()
                .filter(field -> field.id().equals(id))
                .findFirst();
    }

    /** The lines for what an API server answers to {@code /openapi/v3/api/v1}. */
    static List<String> lines(JsonNode openApi) {
        JsonNode schemas = openApi.path("components").path("schemas");
        List<String> lines = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>(List.of(CORE + "PodSpec"));
        Deque<String> todo = new ArrayDeque<>(seen);
        while (!todo.isEmpty()) {
            String type = todo.removeFirst();
            Map<String, JsonNode> fields = new TreeMap<>();
            schemas.path(type).path("properties").properties().forEach(e -> fields.put(e.getKey(), e.getValue()));
            Set<String> required = new LinkedHashSet<>();
            schemas.path(type).path("required").forEach(name -> required.add(name.asText()));
            fields.forEach((name, property) -> {
                String need = required.contains(name) ? "required" : "";
                lines.add(simple(type) + "." + name + "\t" + shape(property) + "\t" + need);
                reference(property).filter(seen::add).ifPresent(todo::addLast);
            });
        }
        return lines;
    }

    private static String shape(JsonNode property) {
        if (property.path("type").asText().equals("array")) {
            return "[" + shape(property.path("items")) + "]";
        }
        if (property.has("additionalProperties")) {
            return "{" + shape(property.path("additionalProperties")) + "}";
        }
        return reference(property)
                .map(PodSchema::simple)
                .orElse(property.path("type").asText());
    }

    private static Optional<String> reference(JsonNode property) {
        for (String inner : List.of("items", "additionalProperties")) {
            if (property.has(inner)) {
                return reference(property.path(inner));
            }
        }
        String ref = property.path("allOf")
                .path(0)
                .path("$ref")
                .asText(property.path("$ref").asText());
        return ref.isEmpty() ? Optional.empty() : Optional.of(ref.substring(REF.length()));
    }

    private static String simple(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
