package io.beemesh.raft.linearizability;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** What says whether a history is linearizable: Porcupine, as {@code e2e/rig/checker path} tells where it is. */
record Checker(Path program) {
    private static final String PLACE = "BEEMESH_CHECKER";

    /** That of this machine, if it was built. */
    static Optional<Checker> ofMachine() {
        return Optional.ofNullable(System.getenv(PLACE)).map(folder -> new Checker(Path.of(folder, "checker")));
    }

    Verdict check(Path history) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(program.toString(), history.toString())
                .redirectErrorStream(true)
                .start();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Verdict(process.waitFor() == 0, words.strip());
    }

    /** Whether all is well, and what there is to say. */
    record Verdict(boolean linearizable, String words) {}
}
