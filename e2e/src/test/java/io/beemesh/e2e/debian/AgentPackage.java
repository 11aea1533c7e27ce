package io.beemesh.e2e.debian;

import io.beemesh.e2e.rig.Command;
import io.beemesh.e2e.rig.Rig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The agent's package, as built from this checkout.
 *
 * @param file the package
 */
record AgentPackage(Path file) {
    /** What builds it. */
    static final String SCRIPT = Rig.checkout().resolve("deploy/agent/build").toString();

    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** Builds it into two folders, at the same time. */
    static List<AgentPackage> buildTwice(Path folder) {
        String line = "%1$s --output %2$s/one & first=$!; %1$s --output %2$s/two >&2 && wait $first"
                .formatted(SCRIPT, folder);
        String path =
                new Command(List.of("bash", "-c", line), Map.of()).run(LIMIT).strip();
        Path name = Path.of(path).getFileName();
        return List.of(
                new AgentPackage(folder.resolve("one").resolve(name)),
                new AgentPackage(folder.resolve("two").resolve(name)));
    }

    /** A field of its control file. */
    String field(String name) {
        return ask("--field", file.toString(), name).strip();
    }

    /** Its files, as {@code ls} would list them. */
    List<String> contents() {
        return ask("--contents", file.toString()).lines().toList();
    }

    private static String ask(String... words) {
        List<String> command =
                Stream.concat(Stream.of("dpkg-deb"), Stream.of(words)).toList();
        return new Command(command, Map.of()).run(LIMIT);
    }
}
