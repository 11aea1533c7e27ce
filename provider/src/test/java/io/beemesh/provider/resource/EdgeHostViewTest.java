package io.beemesh.provider.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.mesh.wire.HostFacts;
import io.beemesh.provider.hosts.Amounts;
import io.beemesh.provider.hosts.HostArrival;
import io.beemesh.provider.hosts.HostIdentity;
import io.beemesh.provider.hosts.HostResources;
import io.beemesh.provider.hosts.HostTable;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EdgeHostViewTest {
    private static final Duration COARSE = Duration.ofSeconds(30);

    private final SettableClock clock = new SettableClock();
    private final HostTable table = new HostTable(clock, Duration.ofSeconds(40));
    private final PeerId peer = KeyPair.generate().peerId();
    private final EdgeHost held = held();

    @Test
    void showsWhatAnAttachedHostOffers() {
        long attachment = attach();
        table.opened(peer, attachment);

        EdgeHostStatus status = status();

        assertThat(ready(status)).returns("True", Condition::getStatus).returns("Attached", Condition::getReason);
        assertThat(status)
                .returns("1800m", EdgeHostStatus::cpu)
                .returns("3072Mi", EdgeHostStatus::memory)
                .returns("arm64", EdgeHostStatus::arch)
                .returns("4.3.1", EdgeHostStatus::podmanVersion)
                .returns("0.1.0", EdgeHostStatus::agentVersion)
                .returns("2026-11-22T12:00:00Z", EdgeHostStatus::lastSeen);
    }

    @Test
    void becomesUnknownWhenTheHostIsLost() {
        table.detached(peer, attach());
        assertThat(ready(status())).returns("True", Condition::getStatus).returns("Away", Condition::getReason);
        held.setStatus(status());

        clock.advance(Duration.ofSeconds(40));

        assertThat(ready(status()))
                .returns("Unknown", Condition::getStatus)
                .returns("HostLost", Condition::getReason)
                .returns("2026-11-22T12:00:40Z", Condition::getLastTransitionTime);
        assertThat(status().lastSeen()).isEqualTo("2026-11-22T12:00:00Z");
    }

    @Test
    void saysThatAHostTakesNoFurtherPods() {
        table.opened(peer, attach());
        table.cordon(peer, true);
        assertThat(ready(status())).returns("True", Condition::getStatus).returns("Cordoned", Condition::getReason);

        table.cordon(peer, false);
        assertThat(ready(status()).getReason()).isEqualTo("Attached");
    }

    @Test
    void saysWhatToDoAboutAHostThatNeverAttached() {
        assertThat(ready(status()).getReason()).isEqualTo("NeverAttached");
        assertThat(ready(status()).getMessage()).contains("run its agent");
    }

    @Test
    void isNotWorthAWriteWhileOnlyTimePasses() {
        attach();
        held.setStatus(status());

        clock.advance(Duration.ofSeconds(29));
        assertThat(EdgeHostView.differs(Optional.of(held.getStatus()), status(), COARSE))
                .isFalse();

        clock.advance(Duration.ofSeconds(1));
        assertThat(EdgeHostView.differs(Optional.of(held.getStatus()), status(), COARSE))
                .isTrue();
    }

    @Test
    void isWorthAWriteWhenAnythingElseChanges() {
        long attachment = attach();
        held.setStatus(status());

        table.opened(peer, attachment);

        assertThat(EdgeHostView.differs(Optional.of(held.getStatus()), status(), COARSE))
                .isTrue();
        assertThat(EdgeHostView.differs(Optional.empty(), status(), COARSE)).isTrue();
    }

    @Test
    void saysWhatTheHostIsShortOf() {
        attach("DiskPressure", "ContainerRuntimeUnhealthy");

        assertThat(status().conditions())
                .extracting(Condition::getType, Condition::getStatus, Condition::getReason)
                .contains(
                        tuple("MemoryPressure", "False", "KubeletHasSufficientMemory"),
                        tuple("DiskPressure", "True", "KubeletHasDiskPressure"),
                        tuple("ContainerRuntimeUnhealthy", "True", "PodmanDoesNotAnswer"));
    }

    private long attach(String... pressures) {
        HostFacts facts = HostFacts.newBuilder()
                .setArchitecture("arm64")
                .setPodmanVersion("4.3.1")
                .setAgentVersion("0.1.0")
                .build();
        Amounts room = new Amounts(1800, 3L << 30, 9L << 30, 110);
        HostResources resources = new HostResources(room, room, Amounts.NONE, List.of(pressures), false);
        return table.attached(new HostArrival(new HostIdentity(peer, "edge-1", Map.of()), 1, facts, resources));
    }

    private EdgeHostStatus status() {
        return EdgeHostView.of(held, new EdgeHostView.Facts(table.find(peer), Optional.empty()), clock.instant());
    }

    private EdgeHost held() {
        EdgeHost host = new EdgeHost();
        host.setMetadata(
                new ObjectMetaBuilder().withName("edge-1").withGeneration(1L).build());
        host.setSpec(new EdgeHostSpec(peer.toString(), false, false));
        return host;
    }

    private static Condition ready(EdgeHostStatus status) {
        return status.conditions().getFirst();
    }
}
