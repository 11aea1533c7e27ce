package io.beemesh.provider.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.provider.pool.HostSelector.DoesNotExist;
import io.beemesh.provider.pool.HostSelector.Exists;
import io.beemesh.provider.pool.HostSelector.In;
import io.beemesh.provider.pool.HostSelector.NotIn;
import io.beemesh.provider.pool.HostSelector.Requirement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PoolMembershipTest {
    private static final Map<String, String> NORTH = Map.of("site", "north", "disk", "");

    /** As apimachinery's own tests of LabelSelectorAsSelector have it. */
    static Stream<Arguments> requirements() {
        return Stream.of(
                Arguments.of(new In("site", List.of("north", "south")), true),
                Arguments.of(new In("site", List.of("south")), false),
                Arguments.of(new In("disk", List.of("")), true),
                Arguments.of(new In("zone", List.of("")), false),
                Arguments.of(new NotIn("site", List.of("south")), true),
                Arguments.of(new NotIn("site", List.of("north", "south")), false),
                Arguments.of(new NotIn("zone", List.of("north")), true),
                Arguments.of(new Exists("site"), true),
                Arguments.of(new Exists("disk"), true),
                Arguments.of(new Exists("zone"), false),
                Arguments.of(new DoesNotExist("zone"), true),
                Arguments.of(new DoesNotExist("disk"), false));
    }

    @ParameterizedTest
    @MethodSource("requirements")
    void requirementIsMetAsKubernetesHasIt(Requirement requirement, boolean met) {
        assertThat(new HostSelector(Map.of(), List.of(requirement)).matches(NORTH))
                .isEqualTo(met);
    }

    @Test
    void allOfASelectorHasToHold() {
        HostSelector both = new HostSelector(Map.of("site", "north"), List.of(new Exists("zone")));

        assertThat(both.matches(Map.of("site", "north", "zone", "z"))).isTrue();
        assertThat(both.matches(NORTH)).isFalse();
        assertThat(both.matches(Map.of("site", "south", "zone", "z"))).isFalse();
    }

    @Test
    void emptySelectorChoosesEveryHost() {
        assertThat(new HostSelector(Map.of(), List.of()).matches(Map.of())).isTrue();
    }

    @Test
    void valuesAreNeededWhereKubernetesNeedsThem() {
        assertThatThrownBy(() -> new In("site", List.of())).hasMessageContaining("site In without values");
        assertThatThrownBy(() -> new NotIn("site", List.of())).hasMessageContaining("site NotIn without values");
    }

    @Test
    void hostOfManyPoolsBelongsToTheFirstByName() {
        Pool all = pool("z-all", new HostSelector(Map.of(), List.of()));
        Pool north = pool("north", new HostSelector(Map.of("site", "north"), List.of()));
        PoolMembership membership = PoolMembership.of(List.of(all, north));

        assertThat(membership.poolOf(NORTH)).contains(north);
        assertThat(membership.poolOf(Map.of())).contains(all);
    }

    @Test
    void hostThatNoPoolChoosesBelongsToTheMesh() {
        assertThat(PoolMembership.of(List.of(pool("arm", HostSelector.ofPool("arm"))))
                        .poolOf(NORTH))
                .isEmpty();
    }

    @Test
    void tokensPoolLeadsToThePoolOfThatName() {
        Pool arm = pool("arm", HostSelector.ofPool("arm"));

        assertThat(PoolMembership.of(List.of(arm)).poolOf(Map.of(Pool.LABEL, "arm")))
                .contains(arm);
    }

    @Test
    void whatAHostIsCannotBeChangedByItsRecord() {
        Map<String, String> labels = PoolMembership.labels(
                Map.of("site", "north", "kubernetes.io/arch", "amd64"), new PoolMembership.Machine("edge-1", "arm64"));

        assertThat(labels)
                .containsOnly(
                        Map.entry("site", "north"),
                        Map.entry("kubernetes.io/arch", "arm64"),
                        Map.entry("kubernetes.io/os", "linux"),
                        Map.entry("kubernetes.io/hostname", "edge-1"));
    }

    private static Pool pool(String name, HostSelector selector) {
        return new Pool(name, selector, name, Map.of(), List.of());
    }
}
