package io.beemesh.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.link.testing.TestEdge;
import io.beemesh.agent.link.testing.TestProvider;
import io.beemesh.agent.link.testing.TestProvider.Heard;
import io.beemesh.agent.link.testing.TestProvider.Terms;
import io.beemesh.agent.pods.testing.Orders;
import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.mesh.membership.MeshAuthority;
import io.beemesh.mesh.pod.NoteOutcome;
import io.beemesh.mesh.pod.RunOutcome;
import io.beemesh.mesh.session.LogsOutcome;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.LogsRequest;
import io.beemesh.mesh.wire.PodReport;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StopPod;
import io.beemesh.mesh.wire.StreamOpening;
import io.beemesh.mesh.wire.StreamRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinksTest {
    @TempDir
    Path home;

    private final MemoryNetwork network = new MemoryNetwork();
    private final MeshAuthority authority = new MeshAuthority("default", KeyPair.generate());
    private TestProvider leader;
    private TestProvider standby;
    private TestProvider elsewhere;
    private TestEdge edge;

    @BeforeEach
    void open() throws Exception {
        leader = new TestProvider(network, Terms.of("c1", authority));
        standby = new TestProvider(network, Terms.of("c1", authority));
        elsewhere = new TestProvider(network, Terms.of("c2", new MeshAuthority("default", KeyPair.generate())));
        leader.say(true, leader, standby);
        standby.say(false, leader, standby);
        edge = new TestEdge(home, network);
    }

    @AfterEach
    void close() {
        edge.close();
        leader.close();
        standby.close();
        elsewhere.close();
    }

    @Test
    void learnsOfTheStandbyFromTheLeaderAndKeepsItForAfterARestart() throws Exception {
        edge.joined(leader);
        edge.start();

        leader.await(Heard.Complete.class, c -> true);
        standby.await(Heard.Attached.class, a -> true);

        assertThat(edge.kept().at(standby.id())).isPresent();
        leader.close();
        edge.stop();
        standby.await(Heard.Detached.class, d -> true);
        edge.start();
        standby.await(Heard.Attached.class, a -> true);
    }

    @Test
    void reportsToTheLeaderOnly() throws Exception {
        both();

        leader.pods().run(edge.id(), pod("c1", "web", 100));

        running(leader);
        assertThat(standby.heardNo(Heard.Report.class)).isTrue();
        assertThat(standby.heardNo(Heard.Complete.class)).isTrue();
        assertThat(edge.links().leading()).hasSize(1).first().satisfies(one -> assertThat(
                        one.provider().peer())
                .isEqualTo(leader.id()));
    }

    @Test
    void tellsEverythingToAStandbyThatLeadsNowOverTheSameConnection() throws Exception {
        both();
        leader.pods().run(edge.id(), pod("c1", "web", 100));
        running(leader);
        Connection before = edge.host().connection(standby.id()).orElseThrow();

        leader.close();
        standby.say(true, leader, standby);
        standby.reattach();

        running(standby);
        standby.await(Heard.Complete.class, c -> true);
        assertThat(edge.host().connection(standby.id())).contains(before);
        assertThat(standby.pods().desired(edge.id(), desired("c1", 2, "u-web"))).isEqualTo(new NoteOutcome.Noted());
        assertThat(edge.workers().assignments()).hasSize(1);
    }

    @Test
    void reportsToWhoeverSaidLastThatItLeads() throws Exception {
        both();
        standby.say(true, leader, standby);
        standby.reattach();
        standby.await(Heard.Complete.class, c -> true);
        assertThat(leader.pods().run(edge.id(), pod("c1", "late", 100)))
                .as("one that does not know yet that it leads no longer")
                .isInstanceOf(RunOutcome.Refused.class);
        leader.say(false, leader, standby);
        leader.reattach();
        leader.await(Heard.Attached.class, a -> true);

        standby.pods().run(edge.id(), pod("c1", "web", 100));

        running(standby);
        assertThat(leader.heardNo(Heard.Report.class)).isTrue();
    }

    @Test
    void letsAStandbyOpenStreamsButNeitherRunNorStopPods() throws Exception {
        both();
        leader.pods().run(edge.id(), pod("c1", "web", 100));
        running(leader);

        assertThat(standby.pods().run(edge.id(), pod("c1", "other", 100)))
                .isInstanceOfSatisfying(RunOutcome.Refused.class, no -> {
                    assertThat(no.reason()).isEqualTo("Standby");
                    assertThat(no.message()).contains("stands by for cluster c1");
                });
        assertThat(standby.pods().desired(edge.id(), desired("c1", 9)))
                .isInstanceOfSatisfying(NoteOutcome.Unreachable.class, no -> assertThat(no.message())
                        .contains("refused: Standby"));
        assertThat(standby.pods().stop(edge.id(), stop("c1", "u-web"))).isInstanceOf(NoteOutcome.Unreachable.class);
        assertThat(edge.workers().assignments()).hasSize(1);
        assertThat(logs(standby, "c1").message()).doesNotContain("not attached");
    }

    @Test
    void forgetsAProviderThatTheLeaderNoLongerNames() throws Exception {
        both();

        leader.say(true, leader);
        leader.reattach();

        standby.await(Heard.Detached.class, d -> true);
        assertThat(edge.kept().at(standby.id())).isEmpty();
    }

    @Test
    void forgetsNobodyBecauseAStandbyDoesNotNameThem() throws Exception {
        both();

        standby.say(false, standby);
        standby.reattach();
        standby.await(Heard.Attached.class, a -> true);

        assertThat(edge.kept().at(leader.id())).isPresent();
    }

    @Test
    void keepsClustersApart() throws Exception {
        edge.joined(leader);
        edge.joined(elsewhere);
        edge.start();
        leader.await(Heard.Complete.class, c -> true);
        elsewhere.await(Heard.Complete.class, c -> true);

        leader.pods().run(edge.id(), pod("c1", "web", 100));
        running(leader);

        assertThat(elsewhere.heardNo(Heard.Report.class)).isTrue();
        assertThat(elsewhere.heardNo(Heard.Event.class)).isTrue();
        assertThat(elsewhere.pods().run(edge.id(), pod("c1", "spy", 100)))
                .isInstanceOfSatisfying(
                        RunOutcome.Refused.class, no -> assertThat(no.reason()).isEqualTo("Detached"));
        assertThat(elsewhere.pods().desired(edge.id(), desired("c1", 9))).isInstanceOf(NoteOutcome.Unreachable.class);
        assertThat(logs(elsewhere, "c1").message()).contains("not attached to provider");
        elsewhere.pods().desired(edge.id(), desired("c2", 9));
        assertThat(edge.workers().assignments()).hasSize(1);
    }

    @Test
    void countsThePodsOfAllClustersAgainstWhatItHas() throws Exception {
        edge.joined(leader);
        edge.joined(elsewhere);
        edge.start();
        leader.await(Heard.Complete.class, c -> true);
        elsewhere.await(Heard.Complete.class, c -> true);

        assertThat(leader.pods().run(edge.id(), pod("c1", "web", TestEdge.CPU_MILLIS - 100)))
                .isEqualTo(new RunOutcome.Admitted());

        assertThat(elsewhere.pods().run(edge.id(), pod("c2", "web", 200)))
                .isInstanceOfSatisfying(
                        RunOutcome.Refused.class, no -> assertThat(no.reason()).isEqualTo("OutOfcpu"));
        assertThat(elsewhere.pods().run(edge.id(), pod("c2", "web", 100))).isEqualTo(new RunOutcome.Admitted());
    }

    @Test
    void losesOneClusterWithoutTouchingTheOther() throws Exception {
        edge.joined(leader);
        edge.joined(elsewhere);
        edge.start();
        leader.await(Heard.Complete.class, c -> true);
        elsewhere.await(Heard.Complete.class, c -> true);
        leader.pods().run(edge.id(), pod("c1", "web", 100));
        running(leader);

        elsewhere.close();

        eventually(() -> edge.links().provider(elsewhere.id()).isEmpty());
        assertThat(leader.heardNo(Heard.Detached.class)).isTrue();
        assertThat(leader.pods().run(edge.id(), pod("c1", "more", 100))).isEqualTo(new RunOutcome.Admitted());
        running(leader);
    }

    @Test
    void believesNoProviderThatClaimsAnotherCluster() throws Exception {
        elsewhere.claim("c1");
        edge.joined(leader);
        edge.start();
        leader.await(Heard.Complete.class, c -> true);
        leader.pods().run(edge.id(), pod("c1", "web", 100));
        running(leader);

        edge.joined(elsewhere);
        edge.links().refresh();

        eventually(() -> edge.links().state(elsewhere.id()) instanceof Link.State.Detached away
                && away.reason().contains("it says that it serves cluster c1"));
        assertThat(elsewhere.heardNo(Heard.Attached.class)).isTrue();
        assertThat(elsewhere.pods().desired(edge.id(), desired("c1", 9))).isInstanceOf(NoteOutcome.Unreachable.class);
        assertThat(edge.workers().assignments()).hasSize(1);
    }

    @Test
    void isBackWithinTwoSecondsAfterAProviderWasKilled() throws Exception {
        edge.joined(elsewhere);
        edge.start();
        elsewhere.await(Heard.Complete.class, c -> true);
        elsewhere.close();
        eventually(() -> edge.links().provider(elsewhere.id()).isEmpty());

        long before = System.nanoTime();
        try (TestProvider again = elsewhere.restarted(network)) {
            again.await(Heard.Complete.class, c -> true);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void endsWhatIsLeftAndDialsWhatIsJoinedWhileItRuns() throws Exception {
        edge.joined(leader);
        edge.start();
        leader.await(Heard.Complete.class, c -> true);

        edge.joined(elsewhere);
        edge.links().refresh();
        elsewhere.await(Heard.Complete.class, c -> true);
        edge.keep(edge.kept().without(place -> place.cluster().id().equals("c2")));
        edge.links().refresh();

        elsewhere.await(Heard.Detached.class, d -> true);
        assertThat(leader.heardNo(Heard.Detached.class)).isTrue();
        assertThat(edge.kept().places()).hasSize(1);
    }

    @Test
    void ignoresAnAckFromAnotherCluster() throws Exception {
        edge.joined(leader);
        edge.joined(elsewhere);
        edge.start();
        leader.await(Heard.Complete.class, c -> true);
        elsewhere.await(Heard.Complete.class, c -> true);
        leader.pods().stop(edge.id(), stop("c1", "u-gone"));
        leader.await(Heard.Report.class, r -> r.report().hasGone());

        elsewhere.ack(edge.id(), Long.MAX_VALUE);
        elsewhere.pods().stop(edge.id(), stop("c2", "u-other"));
        elsewhere.await(Heard.Report.class, r -> r.report().hasGone());
        leader.detach(edge.id());

        leader.await(Heard.Report.class, r -> r.report().getUid().equals("u-gone"));
    }

    private void both() throws Exception {
        edge.joined(leader);
        edge.start();
        leader.await(Heard.Complete.class, c -> true);
        standby.await(Heard.Attached.class, a -> true);
    }

    private LogsOutcome.Refused logs(TestProvider by, String cluster) throws Exception {
        StreamRequest request = StreamRequest.newBuilder()
                .setClusterId(cluster)
                .setPodUid("u-web")
                .setContainer("nobody")
                .setLogs(LogsRequest.getDefaultInstance())
                .build();
        return switch (by.sessions().logs(edge.id(), request)) {
            case LogsOutcome.Refused refused -> refused;
            case LogsOutcome.Opened opened -> {
                opened.log().close();
                yield new LogsOutcome.Refused(StreamOpening.Result.OK, "");
            }
        };
    }

    private static void eventually(Callable<Boolean> condition) throws Exception {
        Eventually.succeeds(() -> {
            if (!condition.call()) {
                throw new IllegalStateException("not so yet");
            }
            return true;
        });
    }

    private static RunPod pod(String cluster, String name, long cpuMillis) {
        String resources = "'resources':{'requests':{'cpu':'%dm'}}".formatted(cpuMillis);
        String spec = "'containers':[{'name':'web','image':'r/i:1','command':['sleep']," + resources + "}]";
        return Orders.pod(name, spec).toBuilder().setClusterId(cluster).build();
    }

    private static StopPod stop(String cluster, String uid) {
        return StopPod.newBuilder().setClusterId(cluster).setUid(uid).build();
    }

    private static DesiredPods desired(String cluster, long number, String... uids) {
        return DesiredPods.newBuilder()
                .setClusterId(cluster)
                .setNumber(number)
                .addAllUids(List.of(uids))
                .build();
    }

    private static PodReport running(TestProvider provider) throws InterruptedException {
        return provider.await(
                        Heard.Report.class,
                        r -> r.report().getStatusJson().toStringUtf8().contains("\"phase\":\"Running\""))
                .report();
    }
}
