package io.beemesh.provider.kubelet.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Header fields in their order. Names compare without regard to case.
 *
 * @param fields the fields
 */
public record Headers(List<Field> fields) {

    /** No fields. */
    public static final Headers NONE = new Headers(List.of());

    /**
     * A field.
     *
     * @param name its name as sent
     * @param value its value without surrounding blanks
     */
    public record Field(String name, String value) {}

    /** Copies the fields. */
    public Headers {
        fields = List.copyOf(fields);
    }

    /** These fields and one more. */
    public Headers with(String name, String value) {
        List<Field> more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new Headers(more);
    }

    /** The first field of that name. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** Every field of that name, in order. */
    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** The members of a field that is a comma-separated list, over all its occurrences, without empty ones. */
    public List<String> members(String name) {
        List<String> members = new ArrayList<>();
        for (String value : all(name)) {
            for (String member : value.split(",", -1)) {
                if (!member.isBlank()) {
                    members.add(member.strip());
                }
            }
        }
        return members;
    }

    /** Whether a comma-separated list holds a token, without regard to case. */
    public boolean lists(String name, String token) {
        return members(name).stream().anyMatch(token::equalsIgnoreCase);
    }

    /** The fields' names alone: values may be secrets. */
    @Override
    public String toString() {
        return fields.stream()
                .map(field -> field.name().toLowerCase(Locale.ROOT))
                .toList()
                .toString();
    }
}
