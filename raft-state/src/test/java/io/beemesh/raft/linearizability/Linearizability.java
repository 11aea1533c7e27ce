package io.beemesh.raft.linearizability;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The long form; run by {@code e2e/bench/linearizability}. */
final class Linearizability {
    private Linearizability() {}

    /**
     * Runs a trial and ends with 0 if the history is linearizable and nothing was lost.
     *
     * @param arguments for how many minutes, and the seed
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("linearizability");
        Checker checker = Checker.ofMachine()
                .orElseThrow(() -> new IllegalStateException("BEEMESH_CHECKER is not set: see e2e/rig/checker"));
        Trial trial = new Trial(folder, checker, Long.parseLong(arguments[1]), System.out);
        Trial.Outcome outcome = trial.run(Duration.ofMinutes(Long.parseLong(arguments[0])));
        boolean well = outcome.verdict().linearizable() && outcome.lost().isEmpty();
        System.exit(well ? 0 : 1);
    }
}
