package io.beemesh.provider.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.event.ObjectEvents.Note;
import io.beemesh.provider.kube.node.testing.FakeNodes;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeRegistrarTest {
    private static final NodeSettings SETTINGS = new NodeSettings(
            "beemesh",
            InetAddress.ofLiteral("10.0.0.7"),
            "default",
            10250,
            Map.of(),
            List.of(NodeSettings.TAINT),
            "0.1.0",
            NodeSettings.Pace.kubelet());

    private final FakeNodes nodes = new FakeNodes();
    private final SettableClock clock = new SettableClock();
    private final List<Note> told = new ArrayList<>();
    private List<MeshHost> hosts = List.of();
    private Optional<CertificateFault> fault = Optional.empty();

    @Test
    void registersTheNodeWithItsStatus() {
        NodeRegistrar registrar = registrar();

        assertThat(registrar.refresh()).isEqualTo(new NodeRegistrar.Kept());

        assertThat(ready().getReason()).isEqualTo("NoHosts");
        assertThat(registrar.uid()).isPresent();
    }

    @Test
    void refusesANodeOfSomebodyElse() {
        nodes.put(new NodeBuilder()
                .withNewMetadata()
                .withName("beemesh")
                .withUid("1")
                .endMetadata()
                .build());

        assertThat(registrar().refresh())
                .isInstanceOfSatisfying(NodeRegistrar.Refused.class, refused -> assertThat(refused.message())
                        .contains("'beemesh'", "beemesh.node.name"));
        assertThat(nodes.statusWrites()).isZero();
    }

    @Test
    void writesTheStatusWhenAHostComesAndNotWhenNothingChanges() {
        NodeRegistrar registrar = registrar();
        registrar.refresh();

        hosts = List.of(Hosts.attached("a"));
        registrar.refresh();
        registrar.refresh();

        assertThat(ready().getStatus()).isEqualTo("True");
        assertThat(nodes.statusWrites()).isEqualTo(1);
    }

    @Test
    void writesTheStatusAgainWhenItIsDue() {
        NodeRegistrar registrar = registrar();
        registrar.refresh();

        clock.advance(Duration.ofMinutes(5));
        assertThat(registrar.untilNext()).isZero();
        registrar.refresh();

        assertThat(nodes.statusWrites()).isEqualTo(1);
        assertThat(registrar.untilNext()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void makesTheNodeAgainWhenItWasDeleted() {
        NodeRegistrar registrar = registrar();
        registrar.refresh();
        var before = registrar.uid();

        nodes.delete("beemesh");
        registrar.refresh();

        assertThat(nodes.condition("beemesh", "Ready")).isPresent();
        assertThat(registrar.uid()).isPresent().isNotEqualTo(before);
    }

    @Test
    void keepsAReadyNodeReadyWhileHostsComeBackToANewProvider() {
        hosts = List.of(Hosts.attached("a"));
        registrar().refresh();
        hosts = List.of();

        NodeRegistrar restarted = registrar();
        restarted.refresh();
        assertThat(ready().getStatus()).isEqualTo("True");
        assertThat(restarted.untilNext()).isEqualTo(Duration.ofSeconds(20));

        clock.advance(Duration.ofSeconds(20));
        restarted.refresh();
        assertThat(ready().getReason()).isEqualTo("NoHosts");
    }

    @Test
    void marksTheNodeWhenTheProviderStopsAndTakesItOverAfterwards() {
        hosts = List.of(Hosts.attached("a"));
        NodeRegistrar first = registrar();
        first.refresh();

        first.markStopped();
        assertThat(ready())
                .returns("False", NodeCondition::getStatus)
                .returns("ProviderStopped", NodeCondition::getReason);

        NodeRegistrar second = registrar();
        second.refresh();
        assertThat(ready().getStatus()).isEqualTo("True");
        assertThat(second.uid()).isEqualTo(first.uid());
    }

    @Test
    void putsBackLabelsThatSomebodyTookAway() {
        NodeRegistrar registrar = registrar();
        registrar.refresh();
        nodes.put(new NodeBuilder(held())
                .editMetadata()
                .removeFromLabels("kubernetes.io/hostname")
                .endMetadata()
                .build());
        clock.advance(Duration.ofSeconds(20));

        registrar.refresh();

        Node node = held();
        assertThat(node.getMetadata().getLabels()).containsEntry("kubernetes.io/hostname", "beemesh");
    }

    @Test
    void saysWhatTheApiServerSaidAndTriesAgainOnlyWhereThatHelps() {
        nodes.fail("connection refused", true);
        assertThat(registrar().refresh()).isInstanceOf(NodeRegistrar.Troubled.class);

        nodes.fail("nodes is forbidden", false);
        assertThat(registrar().refresh())
                .isInstanceOfSatisfying(NodeRegistrar.Refused.class, refused -> assertThat(refused.message())
                        .contains("forbidden"));
    }

    @Test
    void tellsOfItsCertificatesOnceATransition() {
        NodeRegistrar registrar = registrar();
        registrar.refresh();
        assertThat(certificates().getStatus()).isEqualTo("True");
        assertThat(told).isEmpty();

        fault = Optional.of(new CertificateFault("Waiting", "csr-1 is not approved"));
        registrar.refresh();
        fault = Optional.of(new CertificateFault("Waiting", "csr-2 is not approved"));
        registrar.refresh();
        assertThat(certificates())
                .returns("False", NodeCondition::getStatus)
                .returns("Waiting", NodeCondition::getReason)
                .returns("csr-2 is not approved", NodeCondition::getMessage);

        fault = Optional.empty();
        registrar.refresh();
        registrar.refresh();
        assertThat(certificates().getStatus()).isEqualTo("True");
        assertThat(told)
                .extracting(note -> note.reason() + ": " + note.warning())
                .containsExactly("CertificateWaiting: true", "CertificateIssued: false");
    }

    @Test
    void aNewProviderDoesNotTellAgainWhatTheNodeSays() {
        fault = Optional.of(new CertificateFault("Denied", "csr-1 is denied"));
        registrar().refresh();
        hosts = List.of(Hosts.attached("a"));

        registrar().refresh();

        assertThat(told).extracting(Note::reason).containsExactly("CertificateDenied");
    }

    private NodeCondition certificates() {
        return nodes.condition("beemesh", NodeConditions.CERTIFICATES).orElseThrow();
    }

    private NodeCondition ready() {
        return nodes.condition("beemesh", "Ready").orElseThrow();
    }

    private Node held() {
        return ((Answer.Done<Node>) nodes.find("beemesh")).value();
    }

    private NodeRegistrar registrar() {
        NodeFaults faults = new NodeFaults(() -> fault, (about, note) -> told.add(note));
        return new NodeRegistrar(SETTINGS, nodes, faults, () -> hosts, clock);
    }
}
