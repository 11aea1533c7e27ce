package io.beemesh.mesh.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "A-b_c.d", "beemesh.io/mesh", "example.com/A1"})
    void takesKeysThatKubernetesTakes(String key) {
        assertThat(Labels.fault(Map.of(key, "x"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a/b/c", "-a", "a-", "Example.com/a", "a b", "ä"})
    void refusesKeysThatKubernetesRefuses(String key) {
        assertThat(Labels.fault(Map.of(key, "x")))
                .hasValueSatisfying(fault -> assertThat(fault).contains("label key"));
    }

    @Test
    void boundsKeysAndValuesAsKubernetesDoes() {
        assertThat(Labels.fault(Map.of("a".repeat(63), "b".repeat(63)))).isEmpty();
        assertThat(Labels.fault(Map.of("a".repeat(64), "b"))).isPresent();
        assertThat(Labels.fault(Map.of("a", "b".repeat(64)))).isPresent();
        assertThat(Labels.fault(Map.of("p".repeat(254) + "/a", "b"))).isPresent();
        assertThat(Labels.fault(Map.of("a", ""))).isEmpty();
    }

    @Test
    void boundsTheirNumber() {
        assertThat(Labels.fault(labels(64))).isEmpty();
        assertThat(Labels.fault(labels(65))).contains("65 labels (expected: at most 64)");
    }

    @Test
    void takesDnsLabelsForNames() {
        assertThat(Member.isName("edge-1")).isTrue();
        assertThat(Member.isName("a".repeat(63))).isTrue();
        assertThat(Member.isName("a".repeat(64))).isFalse();
        assertThat(Member.isName("")).isFalse();
        assertThat(Member.isName("-a")).isFalse();
        assertThat(Member.isName("A")).isFalse();
        assertThat(Member.isName("a.b")).isFalse();
    }

    private static Map<String, String> labels(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "l" + i, i -> "v"));
    }
}
