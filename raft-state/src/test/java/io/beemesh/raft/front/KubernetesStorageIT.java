package io.beemesh.raft.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.beemesh.raft.front.testing.FreshStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kubernetes' own tests of its storage, which is all that an API server asks of etcd, with groups of three instead.
 * Needs {@code BEEMESH_STORAGE_TESTS=$(e2e/rig/storage-tests path)}.
 */
class KubernetesStorageIT {
    private static final String PLACE = "BEEMESH_STORAGE_TESTS";
    private static final Pattern ENDED = Pattern.compile("--- (PASS|FAIL|SKIP): (\\w+) \\(.*\\)");

    /** It waits for a tenth of a second for each of its calls, so that it is not the first that a JVM hears of. */
    private static final String IMPATIENT = "^TestCompact$";

    /** There are 74 in the release that is tested. */
    private static final int TESTS_LEAST = 60;

    @TempDir
    private static Path folder;

    @TestFactory
    @Timeout(600)
    Stream<DynamicTest> theyPass() throws Exception {
        assumeTrue(System.getenv(PLACE) != null, PLACE + " is not set");
        List<String> output = run("-test.skip=" + IMPATIENT);
        output.addAll(run("-test.run=" + IMPATIENT));
        List<MatchResult> ended = output.stream()
                .map(ENDED::matcher)
                .filter(Matcher::matches)
                .map(Matcher::toMatchResult)
                .toList();
        assertThat(ended)
                .as("what ran, the impatient one included")
                .hasSizeGreaterThan(TESTS_LEAST)
                .anyMatch(test -> test.group(2).equals("TestCompact"));
        return ended.stream()
                .filter(test -> !test.group(1).equals("SKIP"))
                .map(test -> dynamicTest(test.group(2), () -> assertThat(test.group(1))
                        .as("%s", said(output, test.group(2)))
                        .isEqualTo("PASS")));
    }

    private static List<String> run(String which) throws IOException, InterruptedException {
        Path file = folder.resolve("output");
        try (FreshStores stores = FreshStores.open(folder)) {
            ProcessBuilder tests = new ProcessBuilder(
                            Path.of(System.getenv(PLACE), "etcd3.test").toString(), "-test.v", which)
                    .redirectErrorStream(true)
                    .redirectOutput(file.toFile());
            tests.environment().put("BEEMESH_STORES", stores.address());
            Process process = tests.start();
            try {
                int unused = process.waitFor();
            } finally {
                process.destroyForcibly();
            }
        }
        List<String> output = Files.readAllLines(file);
        boolean failed = output.stream().anyMatch(line -> line.startsWith("--- FAIL: "));
        assertThat(output.getLast()).as("%s", output).isEqualTo(failed ? "FAIL" : "PASS");
        return output;
    }

    /** What a test printed, to tell why it failed. */
    private static String said(List<String> output, String test) {
        return String.join(
                "\n",
                output.stream()
                        .dropWhile(line -> !line.equals("=== RUN   " + test))
                        .takeWhile(line -> !line.startsWith("--- FAIL: " + test))
                        .filter(line -> !line.startsWith("==="))
                        .limit(40)
                        .toList());
    }
}
