package io.beemesh.e2e.chart;

import io.beemesh.e2e.rig.Command;
import io.beemesh.e2e.rig.Rig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The release {@code beemesh} of the chart in the namespace {@code beemesh-system}, driven as a user does it.
 *
 * @param helm the program
 * @param kubeconfig the way into the cluster
 */
record Release(Path helm, Path kubeconfig) {
    /** Where it is installed. */
    static final String NAMESPACE = "beemesh-system";

    private static final Duration LIMIT = Duration.ofMinutes(6);

    /** In the cluster of a rig. */
    static Release on(Rig rig) {
        String command = Rig.checkout().resolve("e2e/rig/helm").toString();
        String helm = new Command(List.of(command, "path"), Map.of()).run(Duration.ofMinutes(20));
        return new Release(Path.of(helm.strip()), rig.kubeconfig());
    }

    /** What it said when it was installed. */
    String notes() {
        return run("get", "notes", "beemesh");
    }

    /** The values that it was given, as YAML. */
    String values() {
        return run("get", "values", "beemesh");
    }

    /** Installs it again with other values. */
    String upgrade(String... values) {
        Stream<String> words = Stream.of("upgrade", "beemesh", Chart.folder().toString());
        return run(Stream.concat(words, Stream.of(values)).toArray(String[]::new));
    }

    /** What the check of the release says. */
    String test() {
        return run("test", "beemesh");
    }

    /** Removes it; what was said of what is removed. */
    String uninstall() {
        return run("uninstall", "beemesh");
    }

    // Helm writes what hooks say to standard error.
    private String run(String... words) {
        Stream<String> all = Stream.concat(Stream.of(helm.toString(), "--namespace=" + NAMESPACE), Stream.of(words));
        Command command = new Command(all.toList(), Map.of("KUBECONFIG", kubeconfig.toString()));
        Command.Outcome outcome = command.attempt(LIMIT);
        if (!outcome.succeeded()) {
            throw new AssertionError(command + "\n" + outcome.output() + outcome.errors());
        }
        return outcome.output() + outcome.errors();
    }
}
