package io.beemesh.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.EdgeHost;
import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@OnRig(hosts = 2)
class HostLossIT {
    private static final Duration LOSS = Duration.ofSeconds(120);

    @Test
    void podOfALostHostRunsElsewhereAndLeavesNoDuplicateWhenTheHostIsBack(Kubectl kubectl, List<EdgeHost> hosts) {
        kubectl.apply(new Workload("single", 1).yaml());
        kubectl.run("rollout", "status", "deployment/single", "--timeout=60s");
        EdgeHost lost = hosts.stream()
                .filter(host -> !host.runningContainers().isEmpty())
                .findFirst()
                .orElseThrow();
        EdgeHost other =
                hosts.stream().filter(host -> !host.equals(lost)).findFirst().orElseThrow();

        lost.cut();
        try {
            Eventually.within(LOSS, () -> assertThat(other.runningContainers()).hasSize(1));
            Eventually.within(LOSS, () -> assertReady(kubectl));
            assertThat(lost.runningContainers())
                    .as("a host that is cut off runs on")
                    .hasSize(1);
            assertThat(kubectl.query("pods", "{.items[*].status.reason}")).contains("HostLost");
        } finally {
            lost.heal();
        }

        Eventually.within(LOSS, () -> assertThat(lost.runningContainers()).isEmpty());
        assertThat(other.runningContainers()).hasSize(1);
        assertReady(kubectl);
    }

    private static void assertReady(Kubectl kubectl) {
        assertThat(kubectl.query("deployment/single", "{.status.readyReplicas}"))
                .containsExactly("1");
    }
}
