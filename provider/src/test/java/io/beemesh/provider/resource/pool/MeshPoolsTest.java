package io.beemesh.provider.resource.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.provider.pool.HostSelector;
import io.beemesh.provider.pool.Pool;
import io.beemesh.provider.pool.PoolTaint;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeshPoolsTest {
    @Test
    void poolWithoutASpecOfItsOwnHasTheHostsWhoseTokensNamedIt() {
        assertThat(MeshPools.read(pool("{}")))
                .isEqualTo(new Pool("arm", HostSelector.ofPool("arm"), "arm", Map.of(), List.of()));
    }

    @Test
    void readsAllThatAPoolMaySay() {
        Pool read = MeshPools.read(pool("""
                {hostSelector: {matchLabels: {site: north}, matchExpressions: [
                   {key: kubernetes.io/arch, operator: In, values: [arm64]}, {key: old, operator: DoesNotExist},
                   {key: disk, operator: Exists}, {key: zone, operator: NotIn, values: [a, b]}]},
                 nodeName: north-arm, labels: {tier: edge},
                 taints: [{key: slow, value: "yes", effect: NoExecute}]}"""));

        assertThat(read.nodeName()).isEqualTo("north-arm");
        assertThat(read.labels()).containsOnly(Map.entry("tier", "edge"));
        assertThat(read.taints()).containsExactly(new PoolTaint("slow", "yes", PoolTaint.Effect.NO_EXECUTE));
        assertThat(read.selector())
                .isEqualTo(new HostSelector(
                        Map.of("site", "north"),
                        List.of(
                                new HostSelector.In("kubernetes.io/arch", List.of("arm64")),
                                new HostSelector.DoesNotExist("old"),
                                new HostSelector.Exists("disk"),
                                new HostSelector.NotIn("zone", List.of("a", "b")))));
    }

    @Test
    void emptySelectorIsNotTheSameAsNone() {
        assertThat(MeshPools.read(pool("{hostSelector: {}}")).selector().matches(Map.of()))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {labels: {beemesh.io/pool: other}}                              | beemesh.io/pool is the provider's own
            {labels: {'a b': c}}                                            | label key 'a b'
            {nodeName: Not_A_Label}                                         | nodeName: 'Not_A_Label'
            {taints: [{key: a, effect: Never}]}                             | effect 'Never'
            {hostSelector: {matchExpressions: [{key: a, operator: Gt}]}}    | operator 'Gt'
            {hostSelector: {matchExpressions: [{key: a, operator: In}]}}    | a In without values
            {hostSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}} | values [b] for a
            """)
    void refusesWhatTheApiServerLetPass(String spec, String message) {
        assertThatThrownBy(() -> MeshPools.read(pool(spec)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static MeshPool pool(String spec) {
        return Serialization.unmarshal(
                "apiVersion: beemesh.io/v1alpha1\nkind: MeshPool\nmetadata: {name: arm}\nspec: " + spec,
                MeshPool.class);
    }
}
