package io.beemesh.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pool of hosts is a node of its own, which comes and goes while pods run. */
@OnRig(hosts = 2)
class PoolIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String POOL = """
            apiVersion: beemesh.io/v1alpha1
            kind: MeshPool
            metadata: {name: gpu}
            spec:
              hostSelector: {matchLabels: {kubernetes.io/hostname: %s}}
              labels: {accelerator: none-really}
              taints: [{key: gpu, value: "yes", effect: NoSchedule}]
            """;
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: on-gpu}
            spec:
              terminationGracePeriodSeconds: 1
              nodeSelector: {beemesh.io/pool: gpu, beemesh.io/mesh: default}
              tolerations:
                - {key: gpu, operator: Exists}
                - {key: virtual-kubelet.io/provider, operator: Exists}
              containers:
                - name: main
                  image: busybox:1
                  command: [sh, -c, 'echo "$WORD"; sleep 1000']
                  env: [{name: WORD, valueFrom: {secretKeyRef: {name: word, key: word}}}]
            """;

    @AfterEach
    void removePool(Kubectl kubectl) {
        kubectl.run("delete", "meshpool", "gpu", "--ignore-not-found", "--timeout=60s");
    }

    @Test
    void isANodeOfItsOwnWhoseHostsBelongToNoOther(Kubectl kubectl) {
        Workload others = new Workload("others", 2);
        kubectl.apply(others.yaml());
        kubectl.run("rollout", "status", "deployment/others", "--timeout=90s");
        List<String> before = containers(kubectl);

        // The rig may know hosts of other tests as well, which run nothing.
        String busy = "{.items[?(@.status.pods>0)].metadata.name}";
        Eventually.within(
                SOON, () -> assertThat(kubectl.query("edgehosts", busy)).isNotEmpty());
        String host = kubectl.query("edgehosts", busy).getFirst();
        kubectl.apply(POOL.formatted(host));
        Eventually.within(SOON, () -> assertThat(kubectl.run("get", "nodes", "--output=name"))
                .contains("node/gpu"));
        kubectl.awaitCondition("node/gpu", "Ready");
        Eventually.within(
                SOON, () -> assertThat(kubectl.query("meshpool/gpu", "{.status.conditions[0].reason} {.status.hosts}"))
                        .containsExactly("NodeReady", "1"));
        assertThat(kubectl.query("node/gpu", "{.metadata.labels.accelerator} {.spec.taints[*].key}"))
                .contains("none-really", "gpu", "virtual-kubelet.io/provider");
        Eventually.within(SOON, () -> assertThat(kubectl.query("node/beemesh", "{.status.capacity.pods}"))
                .isEqualTo(kubectl.query("node/gpu", "{.status.capacity.pods}")));

        kubectl.run("create", "secret", "generic", "word", "--from-literal=word=here");
        kubectl.apply(POD);
        kubectl.awaitCondition("pod/on-gpu", "Ready");
        assertThat(kubectl.query("pod/on-gpu", "{.spec.nodeName}")).containsExactly("gpu");
        assertThat(kubectl.query("pod/on-gpu", "{.metadata.annotations.beemesh\\.io/host}"))
                .isEqualTo(kubectl.query("edgehost/" + host, "{.spec.peerId}"));
        assertThat(kubectl.run("logs", "on-gpu")).isEqualTo("here\n");
        assertThat(kubectl.run("exec", "on-gpu", "--", "hostname")).isEqualTo("on-gpu\n");
        String source = "{.items[?(@.source.component==\"beemesh\")].source.host}";
        Eventually.within(SOON, () -> assertThat(kubectl.run(
                                "get",
                                "events",
                                "--field-selector=involvedObject.name=on-gpu",
                                "--output=jsonpath=" + source)
                        .split(" "))
                .hasSizeGreaterThan(1)
                .containsOnly("gpu"));

        kubectl.run("taint", "node", "gpu", "example.org/slow=yes:PreferNoSchedule");
        kubectl.run("patch", "meshpool", "gpu", "--type=merge", "--patch={\"spec\":{\"taints\":[]}}");
        Eventually.within(SOON, () -> assertThat(kubectl.query("node/gpu", "{.spec.taints[*].key}"))
                .containsExactlyInAnyOrder("virtual-kubelet.io/provider", "example.org/slow"));

        kubectl.run("delete", "pod", "on-gpu");
        kubectl.run("delete", "meshpool", "gpu", "--timeout=60s");
        assertThat(kubectl.run("get", "nodes", "--output=name")).doesNotContain("node/gpu");
        assertThat(containers(kubectl)).isEqualTo(before);
    }

    private static List<String> containers(Kubectl kubectl) {
        return kubectl.query("pods", "{.items[*].status.containerStatuses[*].containerID}");
    }
}
