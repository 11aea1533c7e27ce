package io.beemesh.e2e.rig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code kubectl} in one namespace of the rig's cluster.
 *
 * @param program the kubectl of the cluster's release
 * @param kubeconfig the way into the cluster
 * @param namespace where it works
 */
public record Kubectl(Path program, Path kubeconfig, String namespace) {
    private static final Duration LIMIT = Duration.ofSeconds(180);

    /** Runs kubectl and returns what it printed; fails the test when it fails. */
    public String run(String... words) {
        return command(words).run(LIMIT);
    }

    /** Runs kubectl, whatever becomes of it. */
    public Command.Outcome attempt(String... words) {
        return command(words).attempt(LIMIT);
    }

    /** Applies manifests given as YAML. */
    public void apply(String yaml) {
        command("apply", "--filename=-").run(LIMIT, yaml);
    }

    /** What is said to manifests that are refused; fails the test when they are taken. */
    public String refusal(String yaml) {
        Command.Outcome outcome = command("apply", "--filename=-").attempt(LIMIT, yaml);
        if (outcome.succeeded()) {
            throw new AssertionError("taken, and was to be refused: " + yaml);
        }
        return outcome.errors();
    }

    /** What a JSON path gives of an object or of a list of objects, split at white space. */
    public List<String> query(String resource, String jsonPath) {
        String answer = run("get", resource, "--output=jsonpath=" + jsonPath).strip();
        return answer.isEmpty() ? List.of() : List.of(answer.split("\\s+"));
    }

    /** Waits until what is named has a condition, for example {@code ("pods", "Ready")} for all pods. */
    public void awaitCondition(String resource, String condition) {
        Stream<String> words = Stream.of("wait", "--for=condition=" + condition, "--timeout=120s");
        Stream<String> target = resource.contains("/") ? Stream.of(resource) : Stream.of(resource, "--all");
        run(Stream.concat(words, target).toArray(String[]::new));
    }

    private Command command(String... words) {
        Stream<String> fixed = Stream.of(program.toString(), "--namespace=" + namespace);
        return new Command(
                Stream.concat(fixed, Stream.of(words)).toList(), Map.of("KUBECONFIG", kubeconfig.toString()));
    }
}
