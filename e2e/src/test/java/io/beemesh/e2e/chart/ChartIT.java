package io.beemesh.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChartIT {
    private static final Chart CHART = Chart.open();
    private static final Pattern ENTRY = Pattern.compile("^( *)([A-Za-z]+):.*");

    static List<Variation> variations() {
        return Variation.all();
    }

    @Test
    void lintFindsNothing() {
        assertThat(CHART.lint()).contains("0 chart(s) failed").doesNotContain("WARNING", "ERROR");
    }

    @ParameterizedTest
    @MethodSource("variations")
    void valueChangesWhatIsRendered(Variation variation) {
        String before = CHART.render(variation.beside());
        String after = CHART.render(variation.values());

        assertThat(after).isNotEqualTo(before).contains(variation.expected());
        if (!variation.expected().isEmpty()) {
            assertThat(before).doesNotContain(variation.expected());
        } else {
            assertThat(after.length()).isLessThan(before.length());
        }
    }

    @Test
    void everyValueIsVariedAndEveryVariationIsOfAValue() {
        Set<String> varied = Variation.all().stream().map(Variation::key).collect(Collectors.toSet());

        assertThat(varied).containsExactlyInAnyOrderElementsOf(leaves(values(), ""));
    }

    @Test
    void everyValueHasACommentAndThereAreNotTooMany() {
        List<String> lines = Chart.read("values.yaml").lines().toList();

        assertThat(lines).hasSizeLessThan(300);
        for (int i = 1; i < lines.size(); i++) {
            if (ENTRY.matcher(lines.get(i)).matches()) {
                assertThat(lines.get(i - 1).strip())
                        .as("above '%s'", lines.get(i))
                        .startsWith("# ");
            }
        }
    }

    @Test
    void schemaKnowsEveryValueAndNoOther() {
        Map<String, Object> schema =
                Chart.documents(Chart.read("values.schema.json")).getFirst();
        List<String> problems = new ArrayList<>();

        compare(schema, values(), "", problems);

        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            replicaCount=9                                    | maximum: got 9, want 8
            pools=["Not_A_Label"]                             | /pools/0
            nod.name="x"                                      | additional properties 'nod' not allowed
            image.pullPolicy="Sometimes"                      | /image/pullPolicy
            node.name="Not_A_Label"                           | /node/name
            mesh.announce=["192.0.2.1:4001"]                  | /mesh/announce/0
            config={"bemesh.node.name":"x"}                   | invalid propertyName
            edge.service.type="ClusterIP"                     | set mesh.announce to your own address
            edge.service={"type":"ClusterIP","nodePort":31000}| set mesh.announce
            serviceAccount.create=false                       | set serviceAccount.name
            podDisruptionBudget={"minAvailable":1,"maxUnavailable":1} | set one of them to null
            nodeSelector={"beemesh.io/mesh":"default"}        | leave beemesh.io/mesh away
            config={"beemesh.node.name":"x"}                  | beemesh.node.name is set by a value of the chart
            edge.service={"type":"NodePort","loadBalancerClass":"x"} | set edge.service.type=LoadBalancer
            metrics.serviceMonitor.enabled=true               | install the Prometheus operator first
            metrics.prometheusRule.enabled=true               | does not know PrometheusRule
            """)
    void contradictionIsRefusedWithTheFix(String value, String expected) {
        assertThat(CHART.refusal(List.of(), List.of(value))).contains(expected);
    }

    @Test
    void everyValueOfAWrongTypeIsRefusedByItsName() {
        Map<String, String> wrong = Variation.all().stream()
                .collect(Collectors.toMap(Variation::key, Variation::wronglyTyped, (one, same) -> one));
        List<String> values = wrong.entrySet().stream()
                .map(value -> value.getKey() + "=" + value.getValue())
                .toList();

        assertThat(CHART.refusal(List.of(), values))
                .contains(wrong.keySet().stream()
                        .map(key -> "at '/" + key.replace('.', '/') + "': ")
                        .toList());
    }

    @Test
    void providersBesideEachOtherNeedAddressesOfTheirOwn() {
        assertThat(CHART.refusal(List.of(), List.of("replicaCount=2", "mesh.announce=[\"/ip4/192.0.2.1/tcp/4001\"]")))
                .contains("leave mesh.announce empty");
    }

    @Test
    void oldClusterGetsNoPolicyAndIsToldWhatToAdd() {
        assertThat(CHART.renderForOldCluster()).doesNotContain("MutatingAdmissionPolicy");
        assertThat(CHART.notes(List.of()))
                .contains(
                        "this server has no MutatingAdmissionPolicy",
                        "tolerations: [{key: virtual-kubelet.io/provider");
    }

    @Test
    void policyKnowsPodsThatNameTheMeshOrAPool() {
        assertThat(CHART.render(List.of("mesh.name=\"north\"")))
                .contains(
                        "nodeSelector[?'beemesh.io/mesh'].orValue('') == 'north'",
                        "nodeSelector[?'beemesh.io/pool'].hasValue()");
    }

    @Test
    void notesNameTheNextThreeCommandsAndWarn() {
        assertThat(CHART.notes(List.of("replicaCount=0", "rbac.create=false")))
                .contains(
                        "kubectl rollout status --namespace beemesh-system statefulset/beemesh",
                        "token create",
                        "kubectl run hello",
                        "replicaCount is 0",
                        "rbac.create is false");
    }

    private static Map<String, Object> values() {
        return Chart.documents(Chart.read("values.yaml")).getFirst();
    }

    /** The keys that hold no others that are fixed: maps and lists whose keys are the user's count as one. */
    private static Set<String> leaves(Map<String, Object> values, String prefix) {
        Set<String> found = new TreeSet<>();
        values.forEach((key, value) -> {
            String path = prefix + key;
            if (value instanceof Map<?, ?> map && !map.isEmpty() && !isFree(path)) {
                found.addAll(leaves(texts(map), path + "."));
            } else {
                found.add(path);
            }
        });
        return found;
    }

    private static boolean isFree(String path) {
        return Set.of("nodeSelector", "resources.requests", "resources.limits", "metrics.dashboard.labels")
                .contains(path);
    }

    private static void compare(
            Map<String, Object> schema, Map<String, Object> values, String prefix, List<String> problems) {
        Map<String, Object> known = texts((Map<?, ?>) schema.get("properties"));
        if (!Boolean.FALSE.equals(schema.get("additionalProperties"))) {
            problems.add(prefix + " takes anything");
        }
        known.forEach((key, entry) -> {
            String path = prefix + key;
            Map<String, Object> inner = texts((Map<?, ?>) entry);
            boolean ours = !Set.of("global", "resources.claims").contains(path);
            if (ours && !values.containsKey(key)) {
                problems.add(path + " is no value");
            } else if (ours && !inner.containsKey("description")) {
                problems.add(path + " has no description");
            } else if (ours && inner.containsKey("properties")) {
                compare(inner, texts((Map<?, ?>) values.get(key)), path + ".", problems);
            }
        });
        values.keySet().stream()
                .filter(key -> !known.containsKey(key))
                .forEach(key -> problems.add(prefix + key + " is not in the schema"));
    }

    @SuppressWarnings("unchecked") // keys of YAML are texts here
    private static Map<String, Object> texts(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }
}
