package io.beemesh.provider.kubelet.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The decoded parameters of a query, in their order.
 *
 * @param parameters the parameters
 */
public record Query(List<Parameter> parameters) {

    /** No parameters. */
    public static final Query NONE = new Query(List.of());

    /**
     * A parameter.
     *
     * @param name its name
     * @param value its value; empty if it has none
     */
    public record Parameter(String name, String value) {}

    /** Copies the parameters. */
    public Query {
        parameters = List.copyOf(parameters);
    }

    /**
     * Parses what follows the question mark.
     *
     * @throws MalformedRequestException if an escape is broken
     */
    static Query parse(String raw) throws MalformedRequestException {
        List<Parameter> parameters = new ArrayList<>();
        for (String part : raw.split("&", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? "" : part.substring(equals + 1);
            parameters.add(
                    new Parameter(Escapes.decode(name.replace('+', ' ')), Escapes.decode(value.replace('+', ' '))));
        }
        return new Query(parameters);
    }

    /** The first value of that name. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** Every value of that name. */
    public List<String> all(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(Parameter::value)
                .toList();
    }

    /** The names alone: values may be a command's arguments. */
    @Override
    public String toString() {
        return parameters.stream().map(Parameter::name).toList().toString();
    }
}
