package io.beemesh.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.link.testing.TestEdge;
import io.beemesh.agent.link.testing.TestProvider;
import io.beemesh.agent.link.testing.TestProvider.Heard;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.PodSpec;
import io.beemesh.agent.pods.testing.Orders;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.membership.Trust;
import io.beemesh.mesh.pod.NoteOutcome;
import io.beemesh.mesh.pod.RunOutcome;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.PodReport;
import io.beemesh.mesh.wire.SignedRecord;
import io.beemesh.mesh.wire.StopPod;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkTest {
    private static final PodKey WEB = new PodKey(TestProvider.CLUSTER, "u-web");

    @TempDir
    Path home;

    private final MemoryNetwork network = new MemoryNetwork();
    private TestProvider provider;
    private TestEdge edge;
    private PeerId self;

    @BeforeEach
    void open() throws Exception {
        provider = new TestProvider(network);
        edge = new TestEdge(home, network);
        self = edge.id();
        edge.joined(provider);
        edge.start();
    }

    @AfterEach
    void close() {
        edge.close();
        provider.close();
    }

    @Test
    void keepsTheNewerRecordThatItIsGivenWhenHalfOfTheLifeOfItsOwnIsOver() throws Exception {
        provider.await(Heard.Complete.class, c -> true);
        edge.stop();
        SignedRecord old =
                provider.record(self, "edge-1", Role.HOST, Instant.now().minus(Duration.ofHours(20)));
        Trust trust = provider.authority().trust();
        edge.keep(edge.kept().renewed(trust, old));

        edge.start();
        provider.await(Heard.Complete.class, c -> true);

        SignedRecord newer = Eventually.succeeds(() -> {
            SignedRecord kept = edge.kept().of(trust).orElseThrow().record();
            if (kept.equals(old)) {
                throw new IllegalStateException("not renewed yet");
            }
            return kept;
        });
        assertThat(newer).isNotEqualTo(old);
    }

    @Test
    void leavesNoConnectionBehindHoweverOftenItIsDetached() throws Exception {
        for (int times = 0; times < 6; times++) {
            provider.await(Heard.Complete.class, c -> true);
            edge.links().attachments().getFirst().close();
            provider.await(Heard.Detached.class, d -> true);
        }

        provider.await(Heard.Complete.class, c -> true);
        assertThat(edge.host().connections()).hasSize(1);
    }

    @Test
    void runsWhatItIsAskedToAndReportsIt() throws Exception {
        provider.await(Heard.Complete.class, c -> true);

        assertThat(provider.pods().run(self, Orders.pod("web", Orders.one("sleep"))))
                .isEqualTo(new RunOutcome.Admitted());

        PodReport report = running();
        assertThat(report.getName()).isEqualTo("web");
        assertThat(report.getNamespace()).isEqualTo("shop");
        assertThat(report.getAttempt()).isEqualTo(1);
    }

    @Test
    void tellsWhyItRefuses() throws Exception {
        provider.await(Heard.Complete.class, c -> true);

        assertThat(provider.pods().run(self, Orders.pod("web", "'runtimeClassName':'kata'," + Orders.one("sleep"))))
                .isInstanceOfSatisfying(RunOutcome.Refused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo("UnsupportedField");
                    assertThat(refused.message()).startsWith("spec.runtimeClassName: \"kata\"");
                });
    }

    @Test
    void takesNoOrdersForAnotherCluster() throws Exception {
        provider.await(Heard.Complete.class, c -> true);

        assertThat(provider.pods()
                        .run(
                                self,
                                Orders.pod("web", Orders.one("sleep")).toBuilder()
                                        .setClusterId("other")
                                        .build()))
                .isInstanceOfSatisfying(
                        RunOutcome.Refused.class, no -> assertThat(no.reason()).isEqualTo("Detached"));
    }

    @Test
    void saysAgainThatAPodIsGoneUntilTheProviderKnows() throws Exception {
        provider.await(Heard.Complete.class, c -> true);
        provider.pods().run(self, Orders.pod("web", Orders.one("sleep")));
        running();

        assertThat(provider.pods().stop(self, stopWeb())).isEqualTo(new NoteOutcome.Noted());
        gone();
        provider.detach(self);
        provider.await(Heard.Detached.class, d -> true);
        PodReport again = gone();
        provider.await(Heard.Complete.class, c -> true);
        provider.ack(self, again.getSequence());
        provider.pods().run(self, Orders.pod("other", Orders.one("sleep")));
        provider.await(Heard.Report.class, r -> status(r.report()).contains("\"Running\""));

        provider.detach(self);
        provider.await(Heard.Detached.class, d -> true);
        Heard.Report first = provider.await(Heard.Report.class, r -> true);
        assertThat(first.report().getName()).isEqualTo("other");
    }

    @Test
    void saysThatAPodIsGoneThatItNeverHad() throws Exception {
        provider.await(Heard.Complete.class, c -> true);

        provider.pods().stop(self, stopWeb());

        gone();
    }

    @Test
    void reportsEveryPodAgainAfterARestart() throws Exception {
        provider.await(Heard.Complete.class, c -> true);
        provider.pods().run(self, Orders.pod("web", Orders.one("sleep")));
        running();
        edge.stop();
        provider.await(Heard.Detached.class, d -> true);

        edge.start();

        running();
        provider.await(Heard.Complete.class, c -> true);
        assertThat(edge.podman().listContainers(Map.of())).hasSize(1);
    }

    @Test
    void stopsWhatIsNotDesiredAndLeavesTheRest() throws Exception {
        provider.await(Heard.Complete.class, c -> true);
        provider.pods().run(self, Orders.pod("web", Orders.one("sleep")));
        running();
        provider.pods().run(self, Orders.pod("other", Orders.one("sleep")));
        provider.await(Heard.Report.class, r -> status(r.report()).contains("\"Running\""));
        PodKey stray = new PodKey(TestProvider.CLUSTER, "u-stray");
        edge.podman().createPod(PodSpec.of(stray, "stray"));

        provider.pods().desired(self, desired(2, "u-other"));
        gone();
        provider.pods().desired(self, desired(1));

        assertThat(edge.podman().listPods(Map.of()))
                .extracting(pod -> PodKey.of(pod.labels()).orElseThrow().uid())
                .containsExactly("u-other");
    }

    @Test
    void attachesAgainWhenTheProviderComesBack() throws Exception {
        provider.await(Heard.Complete.class, c -> true);

        provider.detach(self);

        provider.await(Heard.Detached.class, d -> true);
        provider.await(Heard.Complete.class, c -> true);
        // The provider may know it before the host does.
        assertThat(Eventually.succeeds(() -> (Link.State.Attached) edge.links().state(provider.id())))
                .isNotNull();
    }

    private static DesiredPods desired(long number, String... uids) {
        return DesiredPods.newBuilder()
                .setClusterId(TestProvider.CLUSTER)
                .setNumber(number)
                .addAllUids(List.of(uids))
                .build();
    }

    private static StopPod stopWeb() {
        return StopPod.newBuilder()
                .setClusterId(WEB.cluster())
                .setUid(WEB.uid())
                .setGraceSeconds(30)
                .build();
    }

    private PodReport running() throws InterruptedException {
        return provider.await(Heard.Report.class, r -> status(r.report()).contains("\"phase\":\"Running\""))
                .report();
    }

    private PodReport gone() throws InterruptedException {
        return provider.await(
                        Heard.Report.class,
                        r -> r.report().getUid().equals(WEB.uid()) && r.report().hasGone())
                .report();
    }

    private static String status(PodReport report) {
        return report.getStatusJson().toStringUtf8();
    }
}
