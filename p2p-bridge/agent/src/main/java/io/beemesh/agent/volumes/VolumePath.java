package io.beemesh.agent.volumes;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Paths of files in a volume: none may lead out of it. */
final class VolumePath {

    private static final int PATH_BYTES_MAX = 4096;
    private static final int NAME_BYTES_MAX = 255;

    private VolumePath() {}

    /** What is wrong with a projected file's path, as the kubelet words it (pkg/volume/util/atomic_writer.go). */
    static Optional<String> problem(String path) {
        if (path.isEmpty()) {
            return Optional.of("invalid path: must not be empty: \"\"");
        }
        if (path.startsWith("/")) {
            return Optional.of("invalid path: must be relative path: " + path);
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > PATH_BYTES_MAX) {
            return Optional.of("invalid path: must be less than or equal to " + PATH_BYTES_MAX + " characters");
        }
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                return Optional.of("invalid path: must not contain '..': " + path);
            }
            if (part.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
                return Optional.of(
                        "invalid path: filenames must be less than or equal to " + NAME_BYTES_MAX + " characters");
            }
        }
        if (path.startsWith("..")) {
            return Optional.of("invalid path: must not start with '..': " + path);
        }
        return path.indexOf('\0') < 0 ? Optional.empty() : Optional.of("invalid path: must not contain NUL");
    }
}
