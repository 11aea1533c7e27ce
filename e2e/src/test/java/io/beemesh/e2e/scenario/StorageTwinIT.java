package io.beemesh.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a pod that takes too much of the disk, on the mesh and on a real kubelet. */
@OnRig
class StorageTwinIT {
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final List<String> PODS = List.of("mesh", "real");
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s}
            spec:
              nodeSelector: {%s}
              tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]
              containers:
                - name: main
                  image: busybox:1
                  command: [sh, -c, 'dd if=/dev/zero of=/scratch/fill bs=1M count=3; exec sleep 3600']
                  volumeMounts: [{name: scratch, mountPath: /scratch}]
              volumes: [{name: scratch, emptyDir: {sizeLimit: 1Mi}}]
            """;

    @Test
    void evictedPodReadsTheSame(Rig rig, Kubectl kubectl) {
        rig.realNode();
        kubectl.apply(POD.formatted("mesh", "beemesh.io/mesh: default"));
        kubectl.apply(POD.formatted("real", "kubernetes.io/hostname: twin"));
        PODS.forEach(pod -> Eventually.within(LONG, () -> assertThat(kubectl.query("pod/" + pod, "{.status.phase}"))
                .containsExactly("Failed")));

        for (String path : List.of(
                ".reason", ".message", ".conditions[*].type", ".containerStatuses[0].state.terminated.reason")) {
            assertThat(kubectl.query("pod/mesh", "{.status" + path + "}"))
                    .as(path)
                    .isEqualTo(kubectl.query("pod/real", "{.status" + path + "}"));
        }
        assertThat(evictions(kubectl, "mesh")).isEqualTo(evictions(kubectl, "real"));
    }

    private static List<String> evictions(Kubectl kubectl, String pod) {
        String all = kubectl.run(
                "get",
                "events",
                "--field-selector=reason=Evicted,involvedObject.name=" + pod,
                "--output=jsonpath={range .items[*]}{.type} {.message}|{end}");
        return List.of(all.split("\\|", -1));
    }
}
