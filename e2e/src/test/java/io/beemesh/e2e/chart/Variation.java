package io.beemesh.e2e.chart;

import java.util.List;
import java.util.stream.Stream;

/**
 * A value of the chart that is set to another than its default.
 *
 * @param key with dots
 * @param json what it is set to
 * @param expected what is rendered then, and was not before
 * @param beside values, {@code key=json}, without which this one means nothing
 */
record Variation(String key, String json, String expected, List<String> beside) {
    private static final List<String> NODE_PORT = List.of("edge.service.type=\"NodePort\"");
    private static final List<String> MONITOR = List.of("metrics.serviceMonitor.enabled=true");
    private static final List<String> RULE = List.of("metrics.prometheusRule.enabled=true");
    private static final List<String> DASHBOARD = List.of("metrics.dashboard.enabled=true");
    private static final List<String> BUDGET = List.of("podDisruptionBudget.enabled=true");
    private static final List<String> POLICY = List.of("networkPolicy.enabled=true");

    /** One for every value; an empty expectation says that something is not rendered any more. */
    static List<Variation> all() {
        return Stream.of(provider(), mesh(), rights(), placement(), monitoring())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Variation> provider() {
        return List.of(
                of("image.registry", "\"r.example.org\"", "image: r.example.org/beemesh/provider:0.1.0"),
                of("image.repository", "\"x/y\"", "image: localhost/x/y:0.1.0"),
                of("image.tag", "\"t1\"", "image: localhost/beemesh/provider:t1"),
                of("image.digest", "\"sha256:" + "a".repeat(64) + "\"", "provider@sha256:" + "a".repeat(64)),
                of("image.pullPolicy", "\"Always\"", "imagePullPolicy: Always"),
                of("imagePullSecrets", "[{\"name\":\"pull\"}]", "- name: pull"),
                of("replicaCount", "0", "replicas: 0"),
                of("replicaCount", "2", "name: beemesh-edge-1"),
                of("config", "{\"beemesh.mesh.beat-every\":\"5s\"}", "beemesh.mesh.beat-every=5s"),
                of("javaOptions", "[\"-Xlog:gc\",\"-Xss1m\"]", "value: \"-Xlog:gc -Xss1m\""),
                of("extraEnv", "[{\"name\":\"TZ\",\"value\":\"UTC\"}]", "name: TZ"),
                of("resources.requests", "{\"cpu\":\"7m\"}", "cpu: 7m"),
                of("resources.limits", "{\"memory\":\"700Mi\"}", "memory: 700Mi"),
                of("terminationGracePeriodSeconds", "77", "terminationGracePeriodSeconds: 77"),
                of("podAnnotations", "{\"a.example.org/b\":\"c1\"}", "a.example.org/b: c1"),
                of("podLabels", "{\"tier\":\"edge9\"}", "tier: edge9"),
                of("commonLabels", "{\"team\":\"t9\"}", "team: t9"),
                of("nameOverride", "\"bees\"", "app.kubernetes.io/name: bees"),
                of("fullnameOverride", "\"hive\"", "name: hive-edge"));
    }

    private static List<Variation> mesh() {
        return List.of(
                of("node.name", "\"north\"", "beemesh.node.name=north"),
                of("node.labels", "{\"example.org/zone\":\"z1\"}", "beemesh.node.labels.\"example.org/zone\"=z1"),
                of("node.address", "\"pod\"", "name: BEEMESH_NODE_ADDRESS"),
                of("node.address", "\"192.0.2.9\"", "beemesh.node.address=192.0.2.9"),
                of("pools", "[\"gpu\"]", "\"system:node:gpu\""),
                of("mesh.name", "\"south\"", "beemesh.mesh.name=south"),
                of("mesh.announce", "[\"/ip4/192.0.2.9/tcp/4001\"]", "beemesh.mesh.announce=/ip4/192.0.2.9/tcp/4001"),
                of("mesh.identitySecret", "\"keys\"", "beemesh.mesh.secret=keys"),
                of("edge.service.type", "\"NodePort\"", "type: NodePort"),
                of("edge.service.port", "4444", "port: 4444"),
                of("edge.service.nodePort", "31999", "nodePort: 31999", NODE_PORT),
                of("edge.service.annotations", "{\"lb.example.org/x\":\"y1\"}", "lb.example.org/x: y1"),
                of("edge.service.loadBalancerClass", "\"example.org/lb\"", "loadBalancerClass: example.org/lb"),
                of("edge.service.loadBalancerSourceRanges", "[\"192.0.2.0/24\"]", "- 192.0.2.0/24"),
                of("kubelet.port", "10251", "beemesh.kubelet.port=10251"),
                of("toleration.enabled", "false", ""),
                of("storage.enabled", "false", "beemesh.storage.enabled=false"),
                of("storage.className", "\"fast\"", "name: fast"),
                of("storage.reclaimPolicy", "\"Retain\"", "reclaimPolicy: Retain"),
                of("crds.upgrade", "false", "beemesh.edge-hosts.apply-crd=false"));
    }

    private static List<Variation> rights() {
        return List.of(
                of("uninstall.cleanup", "false", ""),
                of("uninstall.keepMesh", "true", "--keep-mesh"),
                of("serviceAccount.create", "false", "", List.of("serviceAccount.name=\"other\"")),
                of("serviceAccount.name", "\"hive\"", "serviceAccountName: hive"),
                of("serviceAccount.annotations", "{\"iam.example.org/role\":\"r1\"}", "iam.example.org/role: r1"),
                of("rbac.create", "false", ""),
                of("networkPolicy.enabled", "true", "kind: NetworkPolicy"),
                of("networkPolicy.metricsFrom", "[{\"podSelector\":{}}]", "podSelector: {}", POLICY));
    }

    private static List<Variation> placement() {
        return List.of(
                of("nodeSelector", "{\"disk\":\"fast\"}", "disk: fast"),
                of("tolerations", "[{\"key\":\"t1\",\"operator\":\"Exists\"}]", "key: t1"),
                of("affinity", "{\"podAffinity\":{}}", "podAffinity: {}"),
                of("priorityClassName", "\"high\"", "priorityClassName: high"),
                of("podDisruptionBudget.enabled", "true", "maxUnavailable: 1"),
                of("podDisruptionBudget.minAvailable", "0", "minAvailable: 0", BUDGET),
                of("podDisruptionBudget.maxUnavailable", "\"50%\"", "maxUnavailable: 50%", BUDGET));
    }

    private static List<Variation> monitoring() {
        return List.of(
                of("metrics.serviceMonitor.enabled", "true", "kind: ServiceMonitor"),
                of("metrics.serviceMonitor.interval", "\"7s\"", "interval: 7s", MONITOR),
                of("metrics.serviceMonitor.labels", "{\"release\":\"p1\"}", "release: p1", MONITOR),
                of("metrics.prometheusRule.enabled", "true", "kind: PrometheusRule"),
                of("metrics.prometheusRule.labels", "{\"release\":\"p2\"}", "release: p2", RULE),
                of("metrics.dashboard.enabled", "true", "beemesh.json:"),
                of("metrics.dashboard.labels", "{\"sidecar\":\"s1\"}", "sidecar: s1", DASHBOARD));
    }

    private static Variation of(String key, String json, String expected) {
        return of(key, json, expected, List.of());
    }

    private static Variation of(String key, String json, String expected, List<String> beside) {
        return new Variation(key, json, expected, beside);
    }

    /** JSON of a type that the value never has. */
    String wronglyTyped() {
        return json.startsWith("{") ? "7" : "{\"wrong\":true}";
    }

    /** All that is set. */
    List<String> values() {
        return Stream.concat(beside.stream(), Stream.of(key + "=" + json)).toList();
    }
}
