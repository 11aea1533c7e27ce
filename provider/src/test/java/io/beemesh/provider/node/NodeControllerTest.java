package io.beemesh.provider.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.provider.kube.node.LeaseWriter.NodeUid;
import io.beemesh.provider.kube.node.testing.FakeLeases;
import io.beemesh.provider.kube.node.testing.FakeNodes;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class NodeControllerTest {
    private static final NodeSettings SETTINGS = new NodeSettings(
            "beemesh",
            InetAddress.ofLiteral("10.0.0.7"),
            "default",
            10250,
            Map.of(),
            List.of(NodeSettings.TAINT),
            "0.1.0",
            new NodeSettings.Pace(
                    Duration.ofSeconds(1),
                    Duration.ofMillis(20),
                    Duration.ofMinutes(5),
                    Duration.ofMillis(1),
                    Duration.ofSeconds(20)));

    private final FakeNodes nodes = new FakeNodes();
    private final FakeLeases leases = new FakeLeases();
    private final BlockingQueue<Integer> looks = new LinkedBlockingQueue<>();
    private volatile List<MeshHost> hosts = List.of();

    @Test
    void renewsTheLeaseInTheNameOfTheNode() throws Exception {
        try (NodeController controller = started()) {
            NodeUid first = leases.renewals().poll(5, TimeUnit.SECONDS);
            NodeUid second = leases.renewals().poll(5, TimeUnit.SECONDS);

            assertThat(first).isEqualTo(second).isEqualTo(controller.uid().orElseThrow());
            assertThat(controller.aliveUntil()).isAfter(Clock.systemUTC().instant());
        }
    }

    @Test
    void looksAgainWhenHostsChangeAndWhenSomebodyDeletesTheNode() throws Exception {
        try (NodeController controller = started()) {
            looks.clear();
            hosts = List.of(Hosts.attached("a"));
            controller.hostsChanged();
            assertThat(looks.poll(5, TimeUnit.SECONDS)).isEqualTo(1);

            looks.clear();
            nodes.delete("beemesh");
            assertThat(looks.poll(5, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void saysOnTheNodeThatItStopsUnlessAnotherOneTakesOver() throws Exception {
        try (NodeController handedOver = started()) {
            assertThat(handedOver.uid()).isPresent();
        }
        assertThat(nodes.condition("beemesh", "Ready").orElseThrow().getReason())
                .isEqualTo("NoHosts");
        try (NodeController controller = started()) {
            controller.stop();
            assertThat(nodes.condition("beemesh", "Ready").orElseThrow().getReason())
                    .isEqualTo("ProviderStopped");
        }
    }

    @Test
    void keepsRenewingAfterTheApiServerFailedAWhile() throws Exception {
        leases.fail(true);
        try (NodeController controller = started()) {
            leases.renewals().poll(5, TimeUnit.SECONDS);
            assertThat(controller.aliveUntil()).isBefore(Clock.systemUTC().instant());

            leases.fail(false);
            leases.renewals().poll(5, TimeUnit.SECONDS);
            leases.renewals().poll(5, TimeUnit.SECONDS);
            assertThat(controller.aliveUntil()).isAfter(Clock.systemUTC().instant());
        }
    }

    @Test
    void failsToStartAtOnceWhenTheApiServerForbidsIt() {
        nodes.fail("nodes is forbidden", false);

        try (NodeController controller = controller()) {
            assertThatThrownBy(controller::start)
                    .isInstanceOf(NodeRefusedException.class)
                    .hasMessageContaining("forbidden");
        }
    }

    private NodeController started() throws Exception {
        NodeController controller = controller();
        controller.start();
        return controller;
    }

    private NodeController controller() {
        HostsView view = () -> {
            looks.add(hosts.size());
            return hosts;
        };
        return new NodeController(
                SETTINGS,
                new NodeController.Writers(nodes, leases),
                new NodeFaults(Optional::empty, (about, note) -> {}),
                view,
                Clock.systemUTC());
    }
}
