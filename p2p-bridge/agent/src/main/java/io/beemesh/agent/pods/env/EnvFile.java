package io.beemesh.agent.pods.env;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;

/**
 * A file of variables, {@code NAME='value'} one after the other; a value may go over several lines, and nothing in it
 * is expanded.
 *
 * <p><i>Source:</i> kubelet, util/env/env_util.go, which is strict in the same places.
 */
final class EnvFile {
    private final Iterator<String> lines;

    private EnvFile(byte[] contents) {
        this.lines = new String(contents, StandardCharsets.UTF_8).lines().iterator();
    }

    /**
     * The value of a variable; empty if the file has none of that name, or an empty one.
     *
     * @throws MissingValue something before it is not as it should be; tells nothing of what is in the file
     */
    static Optional<String> value(byte[] contents, String key) throws MissingValue {
        return Optional.of(new EnvFile(contents).find(key)).filter(value -> !value.isEmpty());
    }

    private String find(String key) throws MissingValue {
        while (lines.hasNext()) {
            String line = lines.next().stripLeading();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            String name = equals < 0 ? "" : line.substring(0, equals);
            if (name.isEmpty() || !name.equals(name.stripTrailing())) {
                throw malformed();
            }
            String value = value(line.substring(equals + 1));
            if (name.equals(key)) {
                return value;
            }
        }
        return "";
    }

    /** What follows an equals sign; after a blank it is nothing, as in a shell. */
    private String value(String quoted) throws MissingValue {
        if (!quoted.equals(quoted.stripLeading())) {
            return "";
        }
        if (!quoted.startsWith("'")) {
            throw malformed();
        }
        StringBuilder value = new StringBuilder();
        String rest = quoted.substring(1);
        while (rest.indexOf('\'') < 0) {
            value.append(rest).append('\n');
            if (!lines.hasNext()) {
                throw malformed();
            }
            rest = lines.next();
        }
        int close = rest.indexOf('\'');
        String after = rest.substring(close + 1).stripLeading();
        if (!after.isEmpty() && !after.startsWith("#")) {
            throw malformed();
        }
        return value.append(rest, 0, close).toString();
    }

    private MissingValue malformed() {
        return new MissingValue("couldn't parse env file");
    }
}
