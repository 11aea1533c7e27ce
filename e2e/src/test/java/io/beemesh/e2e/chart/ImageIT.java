package io.beemesh.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long MEGABYTES_MAX = 130;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void twoBuildsHaveOneDigestAndTheSameBytes() throws IOException {
        ProviderImage one = ProviderImage.build(folder.resolve("one.tar"));
        ProviderImage other = ProviderImage.build(folder.resolve("other.tar"));

        assertThat(one.digest()).startsWith("sha256:").isEqualTo(other.digest());
        assertThat(Files.mismatch(one.archive(), other.archive())).isEqualTo(-1);
    }

    @Test
    void isSmallAndHoldsNoShell() throws IOException {
        ProviderImage image = ProviderImage.build(folder.resolve("image.tar"));
        List<String> files = image.files();

        assertThat(Files.size(image.archive()) >> 20).isLessThan(MEGABYTES_MAX);
        assertThat(files)
                .contains("./opt/java/bin/java", "./beemesh-provider.jar", "./etc/ssl/certs/ca-certificates.crt")
                .contains("./usr/share/beemesh/sbom.cdx.json")
                .noneMatch(file -> file.matches(".*/(sh|bash|dash|busybox|apt|dpkg)"));
    }

    @Test
    void saysWhatItIsAndRunsAsNobodySpecial() {
        ProviderImage image = ProviderImage.build(folder.resolve("image.tar"));

        assertThat(image.configuration())
                .contains("\"User\":\"65532:65532\"", "org.opencontainers.image.revision", "\"Apache-2.0\"");
        assertThat(image.file("./usr/share/beemesh/sbom.cdx.json"))
                .contains("\"bomFormat\": \"CycloneDX\"", "pkg:deb/debian/libc6@", "io.fabric8")
                .doesNotContain("\"development\"");
    }

    @Test
    void refusesAnEngineThatItDoesNotKnow() {
        Command.Outcome outcome =
                new Command(List.of(ProviderImage.SCRIPT, "--load", "docker"), Map.of()).attempt(LIMIT);

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.errors()).contains("'docker' (expected: podman, buildah or none)");
    }
}
