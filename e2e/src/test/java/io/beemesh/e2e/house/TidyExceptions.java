package io.beemesh.e2e.house;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Offences that are allowed, each with its reason: lines of {@code rule path reason}.
 *
 * <p>A path that ends in an asterisk means all that begins so.
 */
final class TidyExceptions {
    private final List<Allowed> allowed;

    private record Allowed(String rule, String path, String line) {
        boolean allows(Offence offence) {
            boolean here = path.endsWith("*")
                    ? offence.path().startsWith(path.substring(0, path.length() - 1))
                    : offence.path().equals(path);
            return here && offence.rule().equals(rule);
        }
    }

    private TidyExceptions(List<Allowed> allowed) {
        this.allowed = allowed;
    }

    /** Reads the lines of the file of exceptions; empty ones and such that begin with a hash say nothing. */
    static TidyExceptions of(String text) {
        List<Allowed> read = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.strip().split("\\s+", 3);
            if (parts.length < 3) {
                throw new IllegalArgumentException("exception '" + line + "' (expected: rule, path and reason)");
            }
            read.add(new Allowed(parts[0], parts[1], line));
        }
        return new TidyExceptions(read);
    }

    /** What is left, and an offence for each exception that nothing needs any longer. */
    List<Offence> filter(List<Offence> found) {
        Set<Allowed> used = new HashSet<>();
        List<Offence> left = new ArrayList<>();
        for (Offence offence : found) {
            List<Allowed> matching =
                    allowed.stream().filter(one -> one.allows(offence)).toList();
            used.addAll(matching);
            if (matching.isEmpty()) {
                left.add(offence);
            }
        }
        allowed.stream().filter(one -> !used.contains(one)).forEach(one -> left.add(unused(one)));
        return left;
    }

    private static Offence unused(Allowed one) {
        return new Offence(
                "exceptions",
                "e2e/src/test/resources/tidy-exceptions.txt",
                1,
                "nothing needs '" + one.line() + "' any longer; take it away");
    }
}
