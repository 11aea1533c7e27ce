package io.beemesh.provider.pool;

import java.util.List;
import java.util.Map;

/**
 * Chooses hosts by their labels, as a Kubernetes LabelSelector does: all of it has to hold, and an empty one chooses
 * every host. <i>Source:</i> apimachinery, {@code LabelSelectorAsSelector}.
 *
 * @param matchLabels that the host has, with these values
 * @param requirements that the host's labels meet
 */
public record HostSelector(Map<String, String> matchLabels, List<Requirement> requirements) {
    /** Keeps copies. */
    public HostSelector {
        matchLabels = Map.copyOf(matchLabels);
        requirements = List.copyOf(requirements);
    }

    /** The hosts with one label. */
    public static HostSelector ofPool(String pool) {
        return new HostSelector(Map.of(Pool.LABEL, pool), List.of());
    }

    /** Whether a host with these labels is chosen. */
    public boolean matches(Map<String, String> labels) {
        return labels.entrySet().containsAll(matchLabels.entrySet())
                && requirements.stream().allMatch(it -> it.isMet(labels));
    }

    /** What is asked of one label. */
    public sealed interface Requirement {
        /** The label's key. */
        String key();

        /** Whether labels meet it. */
        default boolean isMet(Map<String, String> labels) {
            String value = labels.get(key());
            return switch (this) {
                case In(String key, List<String> values) -> value != null && values.contains(value);
                case NotIn(String key, List<String> values) -> value == null || !values.contains(value);
                case Exists(String key) -> value != null;
                case DoesNotExist(String key) -> value == null;
            };
        }
    }

    /** The label is there, with one of these values. */
    public record In(String key, List<String> values) implements Requirement {
        /** Keeps a copy; refuses one that nothing could meet. */
        public In {
            values = requireSome(key, "In", values);
        }
    }

    /** The label is not there, or has none of these values. */
    public record NotIn(String key, List<String> values) implements Requirement {
        /** Keeps a copy; refuses one that asks nothing. */
        public NotIn {
            values = requireSome(key, "NotIn", values);
        }
    }

    /** The label is there, whatever its value. */
    public record Exists(String key) implements Requirement {}

    /** The label is not there. */
    public record DoesNotExist(String key) implements Requirement {}

    private static List<String> requireSome(String key, String operator, List<String> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException(
                    "hostSelector: " + key + " " + operator + " without values (expected: one at least)");
        }
        return List.copyOf(values);
    }
}
