package io.beemesh.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.EdgeHost;
import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a StatefulSet keeps on a host is there for as long as its claim, and no longer. */
@OnRig(hosts = 2)
class LocalVolumeIT {
    private static final Duration SOON = Duration.ofSeconds(120);
    private static final String SET = """
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: beemesh-local}
            provisioner: beemesh.io/local
            volumeBindingMode: WaitForFirstConsumer
            allowedTopologies: [{matchLabelExpressions: [{key: beemesh.io/mesh, values: [default]}]}]
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              selector: {matchLabels: {app: db}}
              template:
                metadata: {labels: {app: db}}
                spec:
                  nodeSelector: {beemesh.io/mesh: default}
                  tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]
                  terminationGracePeriodSeconds: 2
                  containers:
                    - name: db
                      image: busybox:1
                      command: [sh, -c, '%s']
                      volumeMounts: [{name: data, mountPath: /data}]
              volumeClaimTemplates:
                - metadata: {name: data}
                  spec:
                    storageClassName: beemesh-local
                    accessModes: [ReadWriteOnce]
                    resources: {requests: {storage: 1Mi}}
            """.formatted(Workload.SCRIPT);

    @AfterEach
    void removeClass(Kubectl kubectl) {
        kubectl.run("delete", "storageclass", "beemesh-local", "--ignore-not-found");
    }

    @Test
    void dataOutliveThePodsAndGoWithTheClaim(Kubectl kubectl, List<EdgeHost> hosts) {
        kubectl.apply(SET);
        kubectl.run("rollout", "status", "statefulset/db", "--timeout=150s");
        String peer = hostOf(kubectl);
        String volume = kubectl.query("pvc/data-db-0", "{.spec.volumeName}").getFirst();
        assertThat(kubectl.query("pv/" + volume, "{.status.phase} {.metadata.annotations.beemesh\\.io/host}"))
                .containsExactly("Bound", peer);
        kubectl.run("exec", "db-0", "--", "sh", "-c", "echo precious > /data/word");
        EdgeHost host = hosts.stream()
                .filter(one -> !one.runningContainers().isEmpty())
                .findFirst()
                .orElseThrow();
        String folder =
                host.exec("find", "/", "-xdev", "-type", "d", "-name", volume).strip();

        kubectl.run("delete", "pod", "db-0");
        awaitData(kubectl);
        assertThat(hostOf(kubectl)).isEqualTo(peer);

        host.killAgent();
        kubectl.run("delete", "pod", "db-0", "--force", "--grace-period=0");
        Eventually.within(SOON, () -> assertThat(kubectl.run("get", "events", "--field-selector=reason=NoHostFits"))
                .contains("1 volume on another host; its volumes are on host " + nameOf(kubectl, peer)));
        host.startAgent();
        awaitData(kubectl);
        assertThat(hostOf(kubectl)).isEqualTo(peer);

        kubectl.run("delete", "statefulset/db", "pvc/data-db-0", "--timeout=60s");
        kubectl.run("wait", "--for=delete", "pv/" + volume, "--timeout=60s");
        assertThat(folder).endsWith(volume);
        assertThat(host.exec("sh", "-c", "test -e " + folder + " || echo gone")).isEqualTo("gone\n");
    }

    private static void awaitData(Kubectl kubectl) {
        Eventually.within(SOON, () -> assertThat(kubectl.run("exec", "db-0", "--", "cat", "/data/word"))
                .isEqualTo("precious\n"));
    }

    private static String nameOf(Kubectl kubectl, String peer) {
        return kubectl.query("edgehosts", "{.items[?(@.spec.peerId==\"" + peer + "\")].metadata.name}")
                .getFirst();
    }

    private static String hostOf(Kubectl kubectl) {
        return kubectl.query("pod/db-0", "{.metadata.annotations.beemesh\\.io/host}")
                .getFirst();
    }
}
