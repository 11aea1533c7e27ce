package io.beemesh.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.kube.install.Right;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the objects of the chart are like, whatever the values. */
class ObjectsIT {
    private static final List<Map<String, Object>> OBJECTS = Chart.open()
            .objects(List.of(
                    "crds.upgrade=false",
                    "pools=[\"gpu\"]",
                    "metrics.serviceMonitor.enabled=true",
                    "metrics.prometheusRule.enabled=true",
                    "metrics.dashboard.enabled=true",
                    "networkPolicy.enabled=true",
                    "podDisruptionBudget.enabled=true"));

    @Test
    void everyPodIsRestrictedAndItsRootIsReadOnly() {
        List<Map<String, Object>> pods =
                OBJECTS.stream().flatMap(ObjectsIT::podSpec).toList();

        assertThat(pods).hasSize(3).allSatisfy(pod -> {
            assertThat(map(pod, "securityContext"))
                    .containsEntry("runAsNonRoot", true)
                    .containsEntry("runAsUser", 65532)
                    .containsEntry("seccompProfile", Map.of("type", "RuntimeDefault"));
            assertThat(pod).containsEntry("enableServiceLinks", false);
            assertThat(map(list(pod, "containers").getFirst(), "securityContext"))
                    .containsEntry("allowPrivilegeEscalation", false)
                    .containsEntry("readOnlyRootFilesystem", true)
                    .containsEntry("capabilities", Map.of("drop", List.of("ALL")));
        });
    }

    @Test
    void everyObjectHasTheRecommendedLabels() {
        assertThat(OBJECTS).allSatisfy(object -> assertThat(map(map(object, "metadata"), "labels"))
                .as("labels of %s", object.get("kind"))
                .containsKeys("app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/version")
                .containsKeys("app.kubernetes.io/managed-by", "helm.sh/chart"));
    }

    @Test
    void rolesAllowWhatTheProviderDoesAndNoMore() {
        Set<Right> allowed = new HashSet<>();
        OBJECTS.stream()
                .filter(object -> Set.of("ClusterRole", "Role").contains(object.get("kind")))
                .filter(object -> !map(object, "metadata").containsKey("annotations"))
                .forEach(role -> list(role, "rules")
                        .forEach(rule -> rights(map(role, "metadata"), rule).forEach(allowed::add)));

        assertThat(allowed)
                .containsExactlyInAnyOrderElementsOf(Stream.of(
                                Right.ofProvider("beemesh", List.of("gpu"), "beemesh-system"),
                                Right.ofStorage(),
                                Right.ofNode())
                        .flatMap(List::stream)
                        .collect(Collectors.toSet()));
    }

    private static Stream<Right> rights(Map<String, Object> role, Map<String, Object> rule) {
        String namespace = role.containsKey("namespace") ? String.valueOf(role.get("namespace")) : "";
        List<?> names = (List<?>) rule.getOrDefault("resourceNames", List.of(""));
        return texts(rule, "verbs").flatMap(verb -> texts(rule, "apiGroups")
                .flatMap(group -> texts(rule, "resources").flatMap(resource -> names.stream()
                        .map(name -> new Right(verb, group, resource, namespace, String.valueOf(name))))));
    }

    private static Stream<String> texts(Map<String, Object> rule, String key) {
        return ((List<?>) rule.get(key)).stream().map(String::valueOf);
    }

    private static Stream<Map<String, Object>> podSpec(Map<String, Object> object) {
        return switch (String.valueOf(object.get("kind"))) {
            case "Pod" -> Stream.of(map(object, "spec"));
            case "StatefulSet", "Job" -> Stream.of(map(map(map(object, "spec"), "template"), "spec"));
            default -> Stream.empty();
        };
    }

    @SuppressWarnings("unchecked") // Kubernetes' objects have texts for keys
    private static Map<String, Object> map(Map<String, Object> object, String key) {
        return (Map<String, Object>) object.get(key);
    }

    @SuppressWarnings("unchecked") // see above
    private static List<Map<String, Object>> list(Map<String, Object> object, String key) {
        return (List<Map<String, Object>>) object.get(key);
    }
}
