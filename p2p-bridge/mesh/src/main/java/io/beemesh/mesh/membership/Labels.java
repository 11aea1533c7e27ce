package io.beemesh.mesh.membership;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Labels of a peer, in Kubernetes' syntax.
 *
 * <p><i>Source:</i> Kubernetes, Labels and Selectors, "Syntax and character set".
 */
public final class Labels {
    /** The most labels that a record may carry. */
    public static final int COUNT_MAX = 64;

    private static final int PREFIX_LENGTH_MAX = 253;
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern PREFIX =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private Labels() {}

    /** What is wrong with labels, a sentence; empty if nothing is. */
    public static Optional<String> fault(Map<String, String> labels) {
        if (labels.size() > COUNT_MAX) {
            return Optional.of("%d labels (expected: at most %d)".formatted(labels.size(), COUNT_MAX));
        }
        return labels.entrySet().stream()
                .flatMap(label -> fault(label).stream())
                .findFirst();
    }

    /** An unmodifiable copy. */
    static Map<String, String> requireValid(Map<String, String> labels) {
        fault(labels).ifPresent(fault -> {
            throw new IllegalArgumentException("labels: " + fault);
        });
        return Map.copyOf(labels);
    }

    private static Optional<String> fault(Map.Entry<String, String> label) {
        if (!isKey(label.getKey())) {
            return Optional.of("label key '" + label.getKey() + "' (expected: [prefix/]name as Kubernetes has it)");
        }
        String value = label.getValue();
        if (!value.isEmpty() && !PART.matcher(value).matches()) {
            return Optional.of("label " + label.getKey() + ": value '" + value
                    + "' (expected: at most 63 letters, digits, '-', '_' or '.', alphanumeric at both ends)");
        }
        return Optional.empty();
    }

    private static boolean isKey(String key) {
        int slash = key.indexOf('/');
        if (slash >= 0) {
            String prefix = key.substring(0, slash);
            if (prefix.length() > PREFIX_LENGTH_MAX || !PREFIX.matcher(prefix).matches()) {
                return false;
            }
        }
        return PART.matcher(key.substring(slash + 1)).matches();
    }
}
