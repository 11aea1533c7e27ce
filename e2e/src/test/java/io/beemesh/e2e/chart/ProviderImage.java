package io.beemesh.e2e.chart;

import io.beemesh.e2e.rig.Command;
import io.beemesh.e2e.rig.Rig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The provider's image, as built from this checkout.
 *
 * @param archive in OCI's layout
 * @param digest of its manifest
 */
record ProviderImage(Path archive, String digest) {
    /** What builds it. */
    static final String SCRIPT = Rig.checkout().resolve("deploy/image/build").toString();

    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** Builds it into a file. */
    static ProviderImage build(Path archive) {
        String answer = new Command(List.of(SCRIPT, "--output", archive.toString()), Map.of()).run(LIMIT);
        return new ProviderImage(archive, answer.strip());
    }

    /** The paths of all its files. */
    List<String> files() {
        return layers("tar --list").lines().toList();
    }

    /** The text of one of its files. */
    String file(String path) {
        return layers("tar --extract --to-stdout --ignore-command-error " + path + " 2>/dev/null || true");
    }

    /** What a container engine is told of it. */
    String configuration() {
        return shell("blob $(manifest | jq -r .config.digest)");
    }

    private String layers(String command) {
        return shell(
                "for layer in $(manifest | jq -r '.layers[].digest'); do blob $layer | { " + command + "; }; done");
    }

    private String shell(String script) {
        String functions = """
                set -euo pipefail
                archive=$1 digest=$2
                blob() { tar --extract --to-stdout --file "$archive" "./blobs/${1/://}"; }
                manifest() { blob "$digest"; }
                """;
        return new Command(List.of("bash", "-c", functions + script, "image", archive.toString(), digest), Map.of())
                .run(LIMIT);
    }
}
