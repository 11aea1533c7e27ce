package io.beemesh.e2e.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Rig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ManifestTest {
    private static final Path FOLDER = Rig.checkout().resolve("e2e/twin");

    @Test
    void eachFeatureHasCases() {
        List<Manifest> all = Manifest.below(FOLDER.resolve("manifests"));
        Map<String, Long> cases = all.stream().collect(Collectors.groupingBy(Manifest::feature, Collectors.counting()));

        assertThat(all).hasSizeGreaterThanOrEqualTo(150);
        assertThat(cases)
                .hasSize(19)
                .allSatisfy((feature, count) -> assertThat(count).as(feature).isGreaterThanOrEqualTo(5));
    }

    @Test
    void eachFeatureHasOneThatRunsWithAllTests() {
        Map<String, Long> brief = Manifest.below(FOLDER.resolve("manifests")).stream()
                .filter(Manifest::brief)
                .collect(Collectors.groupingBy(Manifest::feature, Collectors.counting()));

        assertThat(brief)
                .hasSize(19)
                .allSatisfy((feature, count) -> assertThat(count).as(feature).isBetween(1L, 2L));
    }

    @Test
    void explanationsNameManifestsThatAreThere() {
        List<String> names = Manifest.below(FOLDER.resolve("manifests")).stream()
                .map(Manifest::name)
                .toList();

        assertThat(Explained.read(FOLDER.resolve("differences.txt")).idle())
                .allSatisfy(entry -> assertThat(names).anyMatch(name -> entry.isAbout(name)));
    }
}
