package io.beemesh.raft.store.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Calls to a new store, one after the other, each followed by the answer of etcd 3.5.21, indented. Lines that begin
 * with {@code #} say what a script is about.
 */
public final class Script {
    private static final Path FOLDER = Path.of("src/test/resources/etcd");

    private final Path file;

    private Script(Path file) {
        this.file = file;
    }

    /** Those that a keyspace alone can answer. */
    public static List<Script> ofKeyspace() throws IOException {
        return all().stream()
                .filter(script -> !script.toString().startsWith("front-"))
                .toList();
    }

    /** All there are, by name. */
    public static List<Script> all() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(Script::new).toList();
        }
    }

    /** The same calls with what another target answers. */
    public String play(Target target) throws Exception {
        List<String> played = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(" ")) {
                continue;
            }
            played.add(line);
            if (!line.isBlank() && !line.startsWith("#")) {
                played.add("  " + target.ask(Calls.parse(line)));
            }
        }
        return String.join("\n", played) + "\n";
    }

    /** The calls and the answers that are expected. */
    public String text() throws IOException {
        return Files.readString(file);
    }

    /** Makes what was played what is expected. */
    public void record(String played) throws IOException {
        Files.writeString(file, played);
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }
}
