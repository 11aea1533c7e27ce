package io.beemesh.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What becomes of a pod that takes too much of the disk. The words are those of the kubelet's eviction_manager.go: the
 * one of the rig measures no disk and evicts nothing.
 */
@OnRig
class EvictionIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String MESSAGE = "Usage of EmptyDir volume \"scratch\" exceeds the limit \"1Mi\". ";
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: greedy}
            spec:
              nodeSelector: {beemesh.io/mesh: default}
              tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]
              containers:
                - name: main
                  image: busybox:1
                  command: [sh, -c, 'dd if=/dev/zero of=/scratch/fill bs=1M count=3; exec sleep 3600']
                  volumeMounts: [{name: scratch, mountPath: /scratch}]
              volumes: [{name: scratch, emptyDir: {sizeLimit: 1Mi}}]
            """;

    @Test
    void podThatOutgrowsItsVolumeIsEvicted(Kubectl kubectl) {
        kubectl.apply(POD);

        Eventually.within(LONG, () -> assertThat(status(kubectl, "{.status.phase} {.status.reason}"))
                .isEqualTo("Failed Evicted"));
        assertThat(status(kubectl, "{.status.message}")).isEqualTo(MESSAGE);
        assertThat(status(kubectl, "{.status.containerStatuses[0].state.terminated.exitCode}"))
                .isEqualTo("137");
        assertThat(kubectl.run(
                        "get",
                        "events",
                        "--field-selector=reason=Evicted",
                        "--output=jsonpath={range .items[*]}{.type} {.message}{end}"))
                .isEqualTo("Warning " + MESSAGE);
    }

    private static String status(Kubectl kubectl, String path) {
        return kubectl.run("get", "pod", "greedy", "--output=jsonpath=" + path);
    }
}
