package io.beemesh.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What scrapers find: the same of a pod on the mesh as of one on a real kubelet; and what people make of it. */
@OnRig
class MetricsIT {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Map<String, String> NODES = Map.of("mesh", "beemesh", "real", "twin");
    private static final Pattern SERIES = Pattern.compile("^([a-z_0-9]+)\\{(.*)} .*$");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    /** What the dashboards of kube-prometheus ask of containers and their pods. */
    private static final List<String> ON_DASHBOARDS = List.of(
            "container_cpu_usage_seconds_total",
            "container_cpu_cfs_throttled_periods_total",
            "container_cpu_cfs_periods_total",
            "container_memory_working_set_bytes",
            "container_memory_rss",
            "container_memory_cache",
            "container_memory_swap",
            "container_network_receive_bytes_total",
            "container_network_transmit_bytes_total",
            "container_network_receive_packets_dropped_total");

    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s}
            spec:
              nodeSelector: {%s}
              tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: busybox:1
                command: [sh, -c, 'while true; do i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; sleep 0.2; done']
                resources: {limits: {memory: 64Mi, cpu: 200m}}
                livenessProbe: {exec: {command: ['true']}, periodSeconds: 1, timeoutSeconds: 20}
            """;

    @Test
    void podReadsTheSameToWhoeverScrapes(Rig rig, Kubectl kubectl) throws IOException {
        rig.realNode();
        run(kubectl);

        for (String path : List.of("metrics/resource", "metrics/probes")) {
            Eventually.within(LONG, () -> assertThat(series(kubectl, "mesh", path))
                    .as(path)
                    .isNotEmpty()
                    .isEqualTo(series(kubectl, "real", path)));
        }
        String real = scrape(kubectl, "real", "metrics/cadvisor");
        String mesh = scrape(kubectl, "mesh", "metrics/cadvisor");
        assertThat(mesh).contains(ON_DASHBOARDS);
        assertThat(shapes(real)).containsAll(shapes(mesh));
        assertThat(fields(container(kubectl, "mesh"))).isEqualTo(fields(container(kubectl, "real")));
        Eventually.within(LONG, () -> assertThat(
                        container(kubectl, "mesh").at("/cpu/usageNanoCores").asLong())
                .isPositive());
        JsonNode pod = pod(kubectl, "mesh", "stats/summary");
        assertThat(pod.at("/network/rxBytes").asLong()).isPositive();
        assertThat(pod.at("/containers/0/rootfs/capacityBytes").asLong()).isPositive();
    }

    @Test
    void topShowsNodesAndPodsOfTheMesh(Rig rig, Kubectl kubectl) {
        run(kubectl, "mesh");
        rig.metricsServer();

        Eventually.within(LONG, () -> assertThat(kubectl.attempt("top", "pod", "mesh", "--containers", "--no-headers")
                        .output())
                .matches("mesh +main +[1-9][0-9]*m +[0-9]+Mi\\s+"));
        Eventually.within(LONG, () -> assertThat(kubectl.attempt("top", "node", "beemesh", "--no-headers")
                        .output())
                .matches("beemesh +[1-9][0-9]*m +[0-9]+% +[0-9]+Mi +[0-9]+%\\s+"));
    }

    private static void run(Kubectl kubectl) {
        run(kubectl, "mesh");
        run(kubectl, "real");
    }

    private static void run(Kubectl kubectl, String pod) {
        String selector = pod.equals("mesh") ? "beemesh.io/mesh: default" : "kubernetes.io/hostname: twin";
        kubectl.apply(POD.formatted(pod, selector));
        kubectl.awaitCondition("pod/" + pod, "Ready");
    }

    private static String scrape(Kubectl kubectl, String pod, String path) {
        return kubectl.run("get", "--raw", "/api/v1/nodes/" + NODES.get(pod) + "/proxy/" + path);
    }

    /** Names and labels of a pod's series, the values of those that are alike on both sides with them. */
    private static Set<String> series(Kubectl kubectl, String pod, String path) {
        return scrape(kubectl, pod, path)
                .lines()
                .filter(line -> line.contains("pod=\"" + pod + "\"") && line.contains(kubectl.namespace()))
                .map(SERIES::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1) + labels(line.group(2)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Names of metrics with those of their labels. What a container wrote is left out: the real kubelet finds no file
     * system of containers on every machine.
     */
    private static Set<String> shapes(String metrics) {
        return metrics.lines()
                .map(SERIES::matcher)
                .filter(Matcher::matches)
                .filter(line -> !line.group(1).startsWith("container_fs_"))
                .map(line -> line.group(1)
                        + LABEL.matcher(line.group(2))
                                .results()
                                .map(label -> label.group(1))
                                .sorted()
                                .toList())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> labels(String text) {
        return LABEL.matcher(text)
                .results()
                .map(label -> label.group(1)
                        + (List.of("container", "probe_type", "result").contains(label.group(1))
                                ? "=" + label.group(2)
                                : ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode pod(Kubectl kubectl, String pod, String path) throws IOException {
        for (JsonNode each :
                new ObjectMapper().readTree(scrape(kubectl, pod, path)).path("pods")) {
            if (each.at("/podRef/name").asText().equals(pod)
                    && each.at("/podRef/namespace").asText().equals(kubectl.namespace())) {
                return each;
            }
        }
        throw new AssertionError("no pod " + pod + " in " + path);
    }

    private static JsonNode container(Kubectl kubectl, String pod) throws IOException {
        return pod(kubectl, pod, "stats/summary?only_cpu_and_memory=true").at("/containers/0");
    }

    /** The paths of all fields but those of pressure, which not every kernel tells. */
    private static Set<String> fields(JsonNode node) {
        Set<String> fields = new TreeSet<>();
        node.properties().forEach(field -> {
            if (!field.getKey().equals("psi")) {
                fields.add(field.getKey());
                fields(field.getValue()).forEach(below -> fields.add(field.getKey() + "/" + below));
            }
        });
        return fields;
    }
}
