package io.beemesh.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@OnRig(hosts = 0)
class NodeIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void offersWhatItsHostsOfferAndReadsLikeANode(Kubectl kubectl, Rig rig) throws Exception {
        try (SimulatedHost host = SimulatedHost.join(rig, "node-it-1")) {
            kubectl.awaitCondition("node/beemesh", "Ready");

            assertThat(kubectl.query("node/beemesh", "{.status.nodeInfo.kubeletVersion}")
                            .getFirst())
                    .matches("v1\\.[0-9]+\\.[0-9]+-beemesh-[0-9.]+");
            assertThat(kubectl.query("node/beemesh", "{.status.nodeInfo.containerRuntimeVersion}")
                            .getFirst())
                    .startsWith("podman://");
            assertThat(kubectl.query("node/beemesh", "{.metadata.labels.beemesh\\.io/mesh}"))
                    .containsExactly("default");
            assertThat(kubectl.query("node/beemesh", "{.spec.taints[?(@.value==\"beemesh\")].effect}"))
                    .containsExactly("NoSchedule");
            assertThat(kubectl.run("get", "node", "beemesh", "--output=jsonpath={.status.capacity.pods}"))
                    .isNotEqualTo("0");
            // The lease goes with a deleted node and comes back with the next renewal.
            Eventually.within(
                    SOON, () -> assertThat(kubectl.run("get", "leases", "--namespace=kube-node-lease", "--output=name"))
                            .contains("lease.coordination.k8s.io/beemesh"));
            assertThat(host.lost()).isNotDone();
        }
    }

    @Test
    void comesBackWhenSomebodyDeletesIt(Kubectl kubectl, Rig rig) {
        rig.provider();
        String before = uid(kubectl);

        kubectl.run("delete", "node", "beemesh");

        Eventually.within(SOON, () -> assertThat(uid(kubectl)).isNotEmpty().isNotEqualTo(before));
    }

    @Test
    void isTakenOverByTheNextProvider(Kubectl kubectl, Rig rig) {
        rig.provider();
        String before = uid(kubectl);

        rig.killProvider();
        rig.startProvider();

        assertThat(uid(kubectl)).isEqualTo(before);
    }

    private static String uid(Kubectl kubectl) {
        return kubectl.attempt("get", "node", "beemesh", "--output=jsonpath={.metadata.uid}")
                .output();
    }
}
