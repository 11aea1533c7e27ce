package io.beemesh.e2e.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Rig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The table that e2e/conformance/run wrote last agrees with itself and with the README. */
class ConformanceTableTest {
    private static final String PASSED = "passed";

    private static List<List<String>> rows = List.of();
    private static List<String> total = List.of();

    @BeforeAll
    static void read() throws IOException {
        List<List<String>> cells = Files.readString(Rig.checkout().resolve("deploy/docs/conformance.md"))
                .lines()
                .filter(line -> line.startsWith("| "))
                .map(ConformanceTableTest::cells)
                .toList();
        rows = cells.stream()
                .filter(row -> row.size() == 4 && !row.getFirst().equals("spec"))
                .toList();
        total = cells.stream()
                .filter(row -> row.getFirst().equals("total"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void totalIsThatOfTheRows() {
        long kubelet = rows.stream().filter(row -> row.get(1).equals(PASSED)).count();
        long both = rows.stream()
                .filter(row -> row.get(1).equals(PASSED) && row.get(2).equals(PASSED))
                .count();
        long mesh = rows.stream().filter(row -> row.get(2).equals(PASSED)).count();

        assertThat(total).containsExactly("total", "" + rows.size(), "" + kubelet, "" + both, "" + mesh);
    }

    @Test
    void specThatTheKubeletAlonePassesHasAReason() {
        assertThat(rows)
                .filteredOn(row -> row.get(1).equals(PASSED) && !row.get(2).equals(PASSED))
                .allSatisfy(row -> assertThat(row.get(3)).isNotBlank());
    }

    @Test
    void readmeSaysTheTotal() {
        assertThat(Rig.checkout().resolve("README.md"))
                .content()
                .contains("of the " + total.get(2) + " specs that the kubelet passes here, the mesh passes "
                        + total.get(3));
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("(?<!\\\\)\\|", -1))
                .map(String::strip)
                .toList();
    }
}
