package io.beemesh.agent.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Pods that have one field of the schema set, wherever in a pod that is. */
final class SamplePods {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the smallest object of a type has to have for a host, where that is more than the schema asks. */
    private static final Map<String, String> SMALLEST = Map.ofEntries(
            Map.entry("Container", "{'name':'x','image':'i'}"),
            Map.entry("EphemeralContainer", "{'name':'x','image':'i'}"),
            Map.entry("ResourceFieldSelector", "{'resource':'limits.cpu'}"),
            Map.entry("ObjectFieldSelector", "{'fieldPath':'metadata.name'}"),
            Map.entry("SeccompProfile", "{'type':'Localhost','localhostProfile':'x'}"),
            Map.entry("AppArmorProfile", "{'type':'RuntimeDefault'}"),
            Map.entry("ImageVolumeSource", "{'reference':'r/i:1'}"),
            Map.entry("PodOS", "{'name':'linux'}"),
            Map.entry("HTTPGetAction", "{'port':80}"),
            Map.entry("TCPSocketAction", "{'port':80}"),
            Map.entry("ContainerRestartRule", "{'action':'Restart','exitCodes':{'operator':'In'}}"),
            Map.entry("ContainerRestartRuleOnExitCodes", "{'operator':'In'}"),
            Map.entry("ContainerResizePolicy", "{'resourceName':'cpu','restartPolicy':'RestartContainer'}"));

    private final PodSchema schema;
    private final Map<String, PodSchema.Field> reachedBy = new HashMap<>();

    /** The ways to the fields of types lead over these fields only. */
    SamplePods(PodSchema schema, Collection<String> honoured) {
        this.schema = schema;
        Deque<String> todo = new ArrayDeque<>(List.of("PodSpec"));
        while (!todo.isEmpty()) {
            for (PodSchema.Field field : schema.of(todo.removeFirst())) {
                boolean isNew = schema.isType(field.target()) && !reachedBy.containsKey(field.target());
                if (isNew && honoured.contains(field.id())) {
                    reachedBy.put(field.target(), field);
                    todo.addLast(field.target());
                }
            }
        }
    }

    /** Whether a type is seen in pods of which only honoured fields are set. */
    boolean reaches(String type) {
        return type.equals("PodSpec") || reachedBy.containsKey(type);
    }

    /** A pod with the field set to a value; without it, if that is missing. */
    byte[] with(PodSchema.Field field, JsonNode value) {
        ObjectNode object = smallest(field.type());
        object.remove(field.name());
        if (!value.isMissingNode()) {
            object.set(field.name(), value);
        }
        complete(field.type(), object);
        JsonNode spec = object;
        String type = field.type();
        while (!type.equals("PodSpec")) {
            PodSchema.Field by = Objects.requireNonNull(reachedBy.get(type), type);
            type = by.type();
            ObjectNode parent = smallest(by.type());
            parent.set(by.name(), shaped(by.shape(), spec));
            complete(by.type(), parent);
            spec = parent;
        }
        return pod((ObjectNode) spec);
    }

    /** A probe has to ask something. */
    private static void complete(String type, ObjectNode object) {
        if (type.equals("Probe")
                && Stream.of("exec", "httpGet", "tcpSocket", "grpc").noneMatch(object::has)) {
            object.putObject("exec").putArray("command").add("x");
        }
    }

    private static byte[] pod(ObjectNode spec) {
        if (!spec.has("containers")) {
            spec.set("containers", json("[{'name':'main','image':'i'}]"));
        }
        if (!spec.has("volumes")) {
            spec.set("volumes", json("[{'name':'x'},{'name':'y'}]"));
        }
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.putObject("metadata").put("name", "web").put("namespace", "shop").put("uid", "u-1");
        pod.set("spec", spec);
        return pod.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Some value of a field. */
    JsonNode some(PodSchema.Field field) {
        return shaped(field.shape(), scalar(field.target(), "x", 7));
    }

    /** Another one. */
    JsonNode other(PodSchema.Field field) {
        return shaped(field.shape(), scalar(field.target(), "y", 8));
    }

    private JsonNode scalar(String target, String text, int number) {
        return switch (target) {
            case "string", "Time" -> JsonNodeFactory.instance.textNode(text);
            case "integer", "IntOrString" -> JsonNodeFactory.instance.numberNode(number);
            case "boolean" -> JsonNodeFactory.instance.booleanNode(number == 7);
            case "Quantity" -> JsonNodeFactory.instance.textNode(Integer.toString(number));
            default -> filled(target);
        };
    }

    private ObjectNode filled(String type) {
        ObjectNode object = smallest(type);
        if (object.isEmpty() && schema.isType(type)) {
            PodSchema.Field first = schema.of(type).getFirst();
            object.set(first.name(), some(first));
        }
        return object;
    }

    private static JsonNode shaped(String shape, JsonNode value) {
        return switch (shape.charAt(0)) {
            case '[' -> JsonNodeFactory.instance.arrayNode().add(shaped(shape.substring(1), value));
            case '{' -> JsonNodeFactory.instance.objectNode().set(shape.equals("{Quantity}") ? "cpu" : "a", value);
            default -> value;
        };
    }

    private ObjectNode smallest(String type) {
        String known = SMALLEST.getOrDefault(type, "");
        if (!known.isEmpty()) {
            return (ObjectNode) json(known);
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        schema.of(type).stream()
                .filter(PodSchema.Field::required)
                .filter(field -> !type.equals("PodSpec"))
                .forEach(field -> object.set(field.name(), some(field)));
        return object;
    }

    /** What is written with single quotes. */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text + " is no JSON", e);
        }
    }
}
