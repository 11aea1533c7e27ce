package io.beemesh.agent.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * A place in a pod's JSON: the node and how it is reached from the root.
 *
 * @param path such as {@code spec.containers[0].env[3]}
 */
record Cursor(JsonNode node, String path) {
    private static final int SHOWN_MAX = 80;

    /** A field of an object; perhaps missing. */
    Cursor at(String field) {
        return new Cursor(node.path(field), path.isEmpty() ? field : path + "." + field);
    }

    /** Whether there is anything but the zero value of its type. */
    boolean isSet() {
        if (node.isMissingNode() || node.isNull()) {
            return false;
        }
        if (node.isContainerNode()) {
            return !node.isEmpty();
        }
        return node.isNumber()
                ? node.asDouble() != 0
                : !node.asText().isEmpty() && !node.asText().equals("false");
    }

    /** Whether the field is there, be it empty. */
    boolean isPresent() {
        return !node.isMissingNode() && !node.isNull();
    }

    /** The elements of a list; none if it is missing. */
    List<Cursor> items() throws Refusal {
        expect(JsonNode::isArray, "a list");
        List<Cursor> items = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            items.add(new Cursor(node.get(i), path + "[" + i + "]"));
        }
        return items;
    }

    /** A text field; empty if it is missing. */
    String text(String field) throws Refusal {
        return at(field).text();
    }

    /** The text here; empty if it is missing. */
    String text() throws Refusal {
        expect(JsonNode::isTextual, "a text");
        return node.asText("");
    }

    /** A text field with another default. */
    String text(String field, String absent) throws Refusal {
        String text = text(field);
        return text.isEmpty() ? absent : text;
    }

    /** A text field that must be there. */
    String required(String field) throws Refusal {
        String text = text(field);
        if (text.isEmpty()) {
            throw at(field).refuse("is required");
        }
        return text;
    }

    /** A list of texts. */
    List<String> texts(String field) throws Refusal {
        List<String> texts = new ArrayList<>();
        for (Cursor item : at(field).items()) {
            texts.add(item.text());
        }
        return texts;
    }

    /** A yes or no; no if it is missing. */
    boolean flag(String field) throws Refusal {
        return optionalFlag(field).orElse(false);
    }

    /** A yes or no, if it is there. */
    Optional<Boolean> optionalFlag(String field) throws Refusal {
        Cursor at = at(field);
        at.expect(JsonNode::isBoolean, "true or false");
        return at.isPresent() ? Optional.of(at.node.asBoolean()) : Optional.empty();
    }

    /** A whole number, if it is there. */
    OptionalLong number(String field) throws Refusal {
        Cursor at = at(field);
        at.expect(JsonNode::isIntegralNumber, "a whole number");
        return at.isPresent() ? OptionalLong.of(at.node.asLong()) : OptionalLong.empty();
    }

    /** A file mode, a port or a count, if it is there. */
    OptionalInt small(String field) throws Refusal {
        OptionalLong number = number(field);
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    /** Texts by name. */
    Map<String, String> map(String field) throws Refusal {
        Cursor at = at(field);
        at.expect(JsonNode::isObject, "an object");
        Map<String, String> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : at.node.properties()) {
            map.put(entry.getKey(), at.at(entry.getKey()).text());
        }
        return map;
    }

    /** An amount, which may be written as a number; zero if it is missing. */
    Quantity quantity() throws Refusal {
        if (!isPresent()) {
            return Quantity.ZERO;
        }
        try {
            return Quantity.parse(node.asText());
        } catch (IllegalArgumentException malformed) {
            throw refuse("is no quantity (expected: such as 100m, 1.5 or 64Mi)");
        }
    }

    /** Says no to what is here: where, what value, why. */
    Refusal refuse(String why) {
        return new Refusal(path, path + ": " + shown() + " " + why);
    }

    private String shown() {
        if (!isPresent()) {
            return "it";
        }
        String text = node.toString();
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "...";
    }

    private void expect(Predicate<JsonNode> shape, String what) throws Refusal {
        if (isPresent() && !shape.test(node)) {
            throw refuse("is not " + what);
        }
    }

    /** A field that this host does not honour. Carries no stack: it is an outcome, caught by {@link PodReader}. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final String path;

        Refusal(String path, String message) {
            super(message, null, false, false);
            this.path = path;
        }

        String path() {
            return path;
        }

        String sentence() {
            return String.valueOf(getMessage());
        }
    }
}
