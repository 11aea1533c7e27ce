package io.beemesh.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.journal.Journal;
import io.beemesh.agent.link.testing.TestProvider;
import io.beemesh.agent.link.testing.TestProvider.Heard;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.PodSpec;
import io.beemesh.agent.podman.testing.FakePodman;
import io.beemesh.agent.pods.PodWorkers;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.agent.pods.admission.HostPolicy;
import io.beemesh.agent.pods.testing.FakeImages;
import io.beemesh.agent.pods.testing.FakeVolumes;
import io.beemesh.agent.pods.testing.Orders;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.mesh.attach.Attacher;
import io.beemesh.mesh.membership.MemberGate;
import io.beemesh.mesh.membership.Membership;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.pod.NoteOutcome;
import io.beemesh.mesh.pod.PodService;
import io.beemesh.mesh.pod.RunOutcome;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.Hello;
import io.beemesh.mesh.wire.PodReport;
import io.beemesh.mesh.wire.SignedRecord;
import io.beemesh.mesh.wire.StopPod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkTest {
    private static final PodKey WEB = new PodKey(TestProvider.CLUSTER, "u-web");

    @TempDir
    Path home;

    private final MemoryNetwork network = new MemoryNetwork();
    private final FakePodman podman = new FakePodman();
    private final KeyPair key = KeyPair.generate();
    private final PeerId self = key.peerId();
    private TestProvider provider;
    private Host host;
    private PodWorkers workers;
    private Link link;
    private OwnRecord record;
    private Duration recordAge = Duration.ZERO;
    private final BlockingQueue<SignedRecord> kept = new LinkedBlockingQueue<>();

    @BeforeEach
    void open() throws Exception {
        provider = new TestProvider(network);
        start();
    }

    private void start() throws IOException {
        Clock clock = Clock.systemUTC();
        Revocations revocations = new Revocations(List.of());
        MemberGate gate = new MemberGate(revocations, clock);
        host = HostBuilder.of(key).gate(gate).transport(network).start();
        Admission admission = new Admission(new Amount(2000, 1L << 30, 1L << 40, 5), HostPolicy.STRICT);
        Journal journal = Journal.open(home.resolve("journal"), key.seed());
        io.beemesh.agent.pods.Host ports = new io.beemesh.agent.pods.Host(
                podman,
                new FakeImages(),
                new FakeVolumes(),
                journal,
                clock,
                admission,
                new io.beemesh.agent.pods.Host.Memory(1L << 30, -1000));
        Outgoing outgoing = new Outgoing(clock, () -> {});
        workers = PodWorkers.open(ports, outgoing, order -> false);
        Membership trusted = new Membership(provider.authority().trust(), revocations, clock);
        long incarnation = clock.millis();
        record = new OwnRecord(
                provider.record(self, "edge-1", Role.HOST, clock.instant().minus(recordAge)), trusted, self, kept::add);
        link = new Link(
                new Link.Means(
                        host,
                        new Attacher(trusted, gate, new Random(1)),
                        List.of(provider.address()),
                        shown -> Hello.newBuilder()
                                .setRecord(shown)
                                .setIncarnation(incarnation)
                                .build(),
                        record,
                        outgoing,
                        clock),
                new Random(2));
        PodService.serve(host, new Requests(workers, outgoing, link));
        link.start();
    }

    @AfterEach
    void close() {
        stop();
        provider.close();
    }

    private void stop() {
        link.close();
        workers.close();
        host.close();
    }

    @Test
    void keepsTheNewerRecordThatItIsGivenWhenHalfOfTheLifeOfItsOwnIsOver() throws Exception {
        provider.await(Heard.Complete.class, c -> true);
        assertThat(kept).isEmpty();
        stop();
        recordAge = Duration.ofHours(20);

        start();

        SignedRecord newer = kept.poll(20, TimeUnit.SECONDS);
        stop();
        assertThat(newer).isNotNull().isEqualTo(record.current());
        assertThat(record.untilRenewal(Clock.systemUTC().instant())).isGreaterThan(Duration.ofHours(11));
    }

    @Test
    void leavesNoConnectionBehindHoweverOftenItIsDetached() throws Exception {
        for (int times = 0; times < 6; times++) {
            provider.await(Heard.Complete.class, c -> true);
            link.attachment().orElseThrow().close();
            provider.await(Heard.Detached.class, d -> true);
        }

        provider.await(Heard.Complete.class, c -> true);
        assertThat(host.connections()).hasSize(1);
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

        assertThat(provider.pods().run(self, Orders.pod("web", "'hostPID':true," + Orders.one("sleep"))))
                .isInstanceOfSatisfying(RunOutcome.Refused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo("UnsupportedField");
                    assertThat(refused.message()).startsWith("spec.hostPID: true");
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
        stop();
        provider.await(Heard.Detached.class, d -> true);

        start();

        running();
        provider.await(Heard.Complete.class, c -> true);
        assertThat(podman.listContainers(Map.of())).hasSize(1);
    }

    @Test
    void stopsWhatIsNotDesiredAndLeavesTheRest() throws Exception {
        provider.await(Heard.Complete.class, c -> true);
        provider.pods().run(self, Orders.pod("web", Orders.one("sleep")));
        running();
        provider.pods().run(self, Orders.pod("other", Orders.one("sleep")));
        provider.await(Heard.Report.class, r -> status(r.report()).contains("\"Running\""));
        PodKey stray = new PodKey(TestProvider.CLUSTER, "u-stray");
        podman.createPod(PodSpec.of(stray, "stray"));

        provider.pods().desired(self, desired(2, "u-other"));
        gone();
        provider.pods().desired(self, desired(1));

        assertThat(podman.listPods(Map.of()))
                .extracting(pod -> PodKey.of(pod.labels()).orElseThrow().uid())
                .containsExactly("u-other");
    }

    @Test
    void attachesAgainWhenTheProviderComesBack() throws Exception {
        provider.await(Heard.Complete.class, c -> true);

        provider.detach(self);

        provider.await(Heard.Detached.class, d -> true);
        provider.await(Heard.Complete.class, c -> true);
        assertThat(link.state()).isInstanceOf(Link.State.Attached.class);
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
