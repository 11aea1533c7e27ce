package io.beemesh.e2e.chart;

import io.beemesh.e2e.rig.Command;
import io.beemesh.e2e.rig.Rig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The chart of this checkout, rendered by the real helm for a cluster that knows all that the chart asks for. */
final class Chart {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration BUILD = Duration.ofMinutes(20);
    private static final List<String> KNOWN = List.of(
            "admissionregistration.k8s.io/v1/MutatingAdmissionPolicy",
            "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy",
            "monitoring.coreos.com/v1/ServiceMonitor",
            "monitoring.coreos.com/v1/PrometheusRule");

    private final Path helm;

    private Chart(Path helm) {
        this.helm = helm;
    }

    /** Finds helm, or builds it. */
    static Chart open() {
        String command = Rig.checkout().resolve("e2e/rig/helm").toString();
        return new Chart(Path.of(
                new Command(List.of(command, "path"), Map.of()).run(BUILD).strip()));
    }

    /** The folder of the chart. */
    static Path folder() {
        return Rig.checkout().resolve("helm/beemesh");
    }

    /** A file of the chart. */
    static String read(String file) {
        try {
            return Files.readString(folder().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All objects as one text, with {@code key=json} set. */
    String render(List<String> values) {
        return template(KNOWN, values).run(LIMIT);
    }

    /** All objects, with {@code key=json} set. */
    List<Map<String, Object>> objects(List<String> values) {
        return documents(render(values));
    }

    /** All objects for a cluster that knows nothing but Kubernetes' old kinds. */
    String renderForOldCluster() {
        return template(List.of(), List.of()).run(LIMIT);
    }

    /** What is said to values that are refused. */
    String refusal(List<String> known, List<String> values) {
        Command.Outcome outcome = template(known, values).attempt(LIMIT);
        if (outcome.succeeded()) {
            throw new AssertionError("taken, and was to be refused: " + values);
        }
        return outcome.errors();
    }

    /** What an installation in an old cluster prints: helm shows it to a cluster only, so it is made an object here. */
    String notes(List<String> values) {
        try {
            Path copy = Files.createTempDirectory("beemesh-chart");
            try {
                return notes(copy, values);
            } finally {
                new Command(List.of("rm", "--recursive", copy.toString()), Map.of()).run(LIMIT);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String notes(Path copy, List<String> values) throws IOException {
        new Command(List.of("cp", "--recursive", folder() + "/.", copy.toString()), Map.of()).run(LIMIT);
        Files.move(copy.resolve("templates/NOTES.txt"), copy.resolve("notes.txt"));
        Files.writeString(
                copy.resolve("templates/notes.yaml"),
                "kind: Notes\ntext: |\n{{ tpl (.Files.Get \"notes.txt\") . | indent 2 }}\n");
        Stream<String> words = Stream.of(
                "template",
                "beemesh",
                copy.toString(),
                "--namespace=beemesh-system",
                "--show-only=templates/notes.yaml");
        return helm(words, values).run(LIMIT);
    }

    /** What helm itself finds. */
    String lint() {
        return helm(Stream.of("lint", "--strict", folder().toString()), List.of())
                .run(LIMIT);
    }

    private Command template(List<String> known, List<String> values) {
        Stream<String> words = Stream.of("template", "beemesh", folder().toString(), "--namespace=beemesh-system");
        return helm(Stream.concat(words, known.stream().map("--api-versions="::concat)), values);
    }

    private Command helm(Stream<String> words, List<String> values) {
        Stream<String> all = Stream.concat(Stream.of(helm.toString()), words);
        return new Command(
                Stream.concat(all, values.stream().map("--set-json="::concat)).toList(),
                Map.of("KUBECONFIG", "/dev/null"));
    }

    /** The documents of a YAML text that are not empty. */
    @SuppressWarnings("unchecked") // an object of Kubernetes is a map of texts
    static List<Map<String, Object>> documents(String yaml) {
        return Stream.of(yaml.split("(?m)^---$"))
                .map(document -> new Load(LoadSettings.builder().build()).loadFromString(document))
                .filter(Map.class::isInstance)
                .map(document -> (Map<String, Object>) document)
                .toList();
    }
}
