package io.beemesh.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@OnRig(hosts = 0)
class HostDrainIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String HOSTS = "{.items[*].metadata.annotations.beemesh\\.io/host}";
    private static final String DRAINED = "{.status.conditions[?(@.type==\"Drained\")].%s}";
    private static final String BUDGET = """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: web}
            spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
            """;

    @Test
    void drainsOneHostAsBudgetsAllow(Kubectl kubectl, Rig rig) throws Exception {
        try (SimulatedHost one = SimulatedHost.join(rig, "drain-it-1");
                SimulatedHost two = SimulatedHost.join(rig, "drain-it-2")) {
            kubectl.apply(SimulatedHost.deployment(1));
            kubectl.apply(BUDGET);
            kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
            Eventually.within(SOON, () -> assertThat(kubectl.query("pdb/web", "{.status.currentHealthy}"))
                    .containsExactly("1"));
            String before = kubectl.query("pods", HOSTS).getFirst();
            String name = "edgehost/" + nameOf(kubectl, before);

            kubectl.run("patch", name, "--type=merge", "--patch={\"spec\":{\"drain\":true}}");

            Eventually.within(SOON, () -> assertThat(kubectl.query(name, DRAINED.formatted("reason")))
                    .containsExactly("Blocked"));
            assertThat(kubectl.run("get", name, "--output=jsonpath=" + DRAINED.formatted("message")))
                    .contains("1 pod is left")
                    .contains("The disruption budget web needs 1 healthy pods and has 1 currently");
            assertThat(kubectl.query(name, "{.status.conditions[?(@.type==\"Ready\")].reason}"))
                    .containsExactly("Cordoned");
            assertThat(kubectl.query("pods", HOSTS)).containsExactly(before);

            kubectl.run("delete", "pdb", "web");

            kubectl.awaitCondition(name, "Drained");
            Eventually.within(
                    SOON,
                    () -> assertThat(kubectl.query("pods", HOSTS)).isNotEmpty().doesNotContain(before));
            assertThat(List.of(one, two))
                    .allSatisfy(host -> assertThat(host.lost()).isNotDone());

            kubectl.run("patch", name, "--type=merge", "--patch={\"spec\":{\"drain\":false}}");

            Eventually.within(SOON, () -> assertThat(kubectl.query(name, "{.status.conditions[*].type}"))
                    .contains("Ready")
                    .doesNotContain("Drained"));
            assertThat(kubectl.query(name, "{.status.conditions[?(@.type==\"Ready\")].reason}"))
                    .containsExactly("Attached");
            // While its hosts are there to end its pods.
            kubectl.run("delete", "deployment", "web", "--cascade=foreground", "--timeout=60s");
        }
    }

    @Test
    void putsNoPodOnAHostThatIsUnschedulable(Kubectl kubectl, Rig rig) throws Exception {
        try (SimulatedHost one = SimulatedHost.join(rig, "drain-it-3");
                SimulatedHost two = SimulatedHost.join(rig, "drain-it-4")) {
            kubectl.run("patch", "edgehost/drain-it-3", "--type=merge", "--patch={\"spec\":{\"unschedulable\":true}}");
            Eventually.within(SOON, () -> assertThat(
                            kubectl.query("edgehost/drain-it-3", "{.status.conditions[?(@.type==\"Ready\")].reason}"))
                    .containsExactly("Cordoned"));

            kubectl.apply(SimulatedHost.deployment(6));

            kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
            assertThat(kubectl.query("pods", HOSTS))
                    .hasSize(6)
                    .contains(two.peer().toString())
                    .doesNotContain(one.peer().toString());
            kubectl.run("delete", "deployment", "web", "--cascade=foreground", "--timeout=60s");
        }
    }

    private static String nameOf(Kubectl kubectl, String peer) {
        return kubectl.query("edgehosts", "{.items[?(@.spec.peerId==\"" + peer + "\")].metadata.name}")
                .getFirst();
    }
}
