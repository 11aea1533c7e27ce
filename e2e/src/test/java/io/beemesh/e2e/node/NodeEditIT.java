package io.beemesh.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people do to the virtual node with kubectl, and what becomes of it when the provider writes. */
@OnRig(hosts = 0)
class NodeEditIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String TYPE = "{.metadata.labels.type}";

    @Test
    void taintsLabelsAndCordonOfPeopleSurviveTheProvidersWrites(Kubectl kubectl, Rig rig) throws Exception {
        try (SimulatedHost host = SimulatedHost.join(rig, "edit-it-1")) {
            kubectl.awaitCondition("node/beemesh", "Ready");
            kubectl.run("cordon", "beemesh");
            kubectl.run("taint", "node", "beemesh", "example.org/slow=yes:NoSchedule");
            kubectl.run("label", "node", "beemesh", "example.org/zone=north");
            Eventually.within(SOON, () -> assertThat(taints(kubectl)).contains("node.kubernetes.io/unschedulable"));

            // A label of its own makes the provider write what the node is, a host more what it has.
            kubectl.run("label", "node", "beemesh", "type-");
            Eventually.within(
                    SOON, () -> assertThat(kubectl.query("node/beemesh", TYPE)).containsExactly("virtual-kubelet"));
            String before = pods(kubectl);
            try (SimulatedHost more = SimulatedHost.join(rig, "edit-it-2")) {
                Eventually.within(SOON, () -> assertThat(pods(kubectl)).isNotEqualTo(before));
                assertThat(more.lost()).isNotDone();
            }

            assertThat(taints(kubectl))
                    .contains("example.org/slow", "virtual-kubelet.io/provider", "node.kubernetes.io/unschedulable");
            assertThat(kubectl.query("node/beemesh", "{.spec.unschedulable} {.metadata.labels.example\\.org/zone}"))
                    .containsExactly("true", "north");
            assertThat(host.lost()).isNotDone();
        } finally {
            kubectl.attempt("uncordon", "beemesh");
            kubectl.attempt("taint", "node", "beemesh", "example.org/slow-");
            kubectl.attempt("label", "node", "beemesh", "example.org/zone-");
        }
    }

    @Test
    void providersTaintComesBackAndLeavesThoseOfPeople(Kubectl kubectl, Rig rig) {
        rig.provider();
        try {
            kubectl.run("taint", "node", "beemesh", "example.org/slow=yes:NoSchedule");
            kubectl.run("taint", "node", "beemesh", "virtual-kubelet.io/provider-");

            Eventually.within(SOON, () -> assertThat(taints(kubectl))
                    .contains("example.org/slow", "virtual-kubelet.io/provider"));
        } finally {
            kubectl.attempt("taint", "node", "beemesh", "example.org/slow-");
        }
    }

    @Test
    void kubectlDrainEvictsThePodsAndUncordonBringsThemBack(Kubectl kubectl, Rig rig) throws Exception {
        try (SimulatedHost host = SimulatedHost.join(rig, "edit-it-3")) {
            kubectl.apply(SimulatedHost.deployment(2));
            kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
            List<String> before = kubectl.query("pods", "{.items[*].metadata.name}");

            assertThat(kubectl.run("drain", "beemesh", "--ignore-daemonsets", "--timeout=60s"))
                    .contains(before)
                    .contains("node/beemesh drained");

            assertThat(kubectl.query("pods", "{.items[*].spec.nodeName}")).isEmpty();
            kubectl.run("uncordon", "beemesh");
            kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
            assertThat(kubectl.query("pods", "{.items[*].metadata.name}")).doesNotContainAnyElementsOf(before);
            kubectl.run("delete", "deployment", "web", "--cascade=foreground", "--timeout=60s");
            assertThat(host.lost()).isNotDone();
        } finally {
            kubectl.attempt("uncordon", "beemesh");
        }
    }

    private static List<String> taints(Kubectl kubectl) {
        return kubectl.query("node/beemesh", "{.spec.taints[*].key}");
    }

    private static String pods(Kubectl kubectl) {
        return kubectl.run("get", "node", "beemesh", "--output=jsonpath={.status.capacity.pods}");
    }
}
