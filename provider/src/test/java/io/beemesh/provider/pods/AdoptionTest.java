package io.beemesh.provider.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.mesh.pod.GroupOutcome;
import io.beemesh.mesh.pod.NoteOutcome;
import io.beemesh.mesh.pod.PodClient;
import io.beemesh.mesh.pod.RunOutcome;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.EraseVolume;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StopPod;
import io.beemesh.provider.hosts.HostListener;
import io.beemesh.provider.hosts.HostReport;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.PodOnHost.PodName;
import io.beemesh.provider.hosts.testing.FakeHost;
import io.beemesh.provider.kube.pod.EventRecorder;
import io.beemesh.provider.kube.pod.testing.FakeCluster;
import io.beemesh.provider.kube.pod.testing.FakeObjects;
import io.beemesh.provider.placement.Assignment;
import io.beemesh.provider.pods.resolve.NodeSettings;
import io.beemesh.provider.state.Grouping;
import io.beemesh.provider.state.StateWish;
import io.beemesh.provider.state.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pod of a group, written on one host, that another one has by a later attempt. */
class AdoptionTest {
    private static final String UID = "uid-1";
    private static final NodeSettings NODE = new NodeSettings("c1", "beemesh", "10.0.0.1", List.of(), "cluster.local");
    private static final PodTimes TIMES = PodTimes.defaults();

    private final FakeCluster cluster = new FakeCluster();
    private final SettableClock clock = new SettableClock();
    private final HostTable table = new HostTable(clock, TIMES.lostAfter());
    private final FakeHost first = new FakeHost(1, 10);
    private final FakeHost second = new FakeHost(2, 10);
    private final Set<PeerId> members = new HashSet<>(Set.of(first.peer, second.peer));
    private Optional<Instant> led = Optional.of(Instant.MIN);
    private PodSync pods;
    private HostSync hosts;

    @BeforeEach
    void provide() {
        Ports ports = new Ports(
                new Ports.Cluster(
                        cluster.source(), cluster, cluster, name -> new FakeObjects(), (volume, annotations) -> true),
                new Ports.Mesh(table, Ports.Belonging.ALL, new Client(), origin -> {}, new Groups()),
                clock,
                new Random(1));
        pods = new PodSync(ports, NODE, TIMES, new Waiting());
        hosts = new HostSync(ports, NODE, new Waiting(), uid -> {});
        table.listen(new HostListener() {
            @Override
            public void changed(PeerId host) {}

            @Override
            public void reported(HostReport report) {
                assertThat(pods.offer(report)).isTrue();
            }
        });
        cluster.put(new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web-0")
                .withUid(UID)
                .withAnnotations(new Assignment(first.peer, 1).annotations())
                .endMetadata()
                .withNewSpec()
                .withNodeName("beemesh")
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .endStatus()
                .build());
        cluster.sync();
        pods.note(UID);
    }

    @BeforeEach
    void passTheTimeInWhichNobodyTakesAnythingOver() {
        clock.advance(Duration.ofSeconds(30));
    }

    @Test
    void becomesThePodOfTheMemberThatRunsIt() throws Exception {
        arrive(second, 2, "Running");

        assertThat(Assignment.of(pod())).contains(new Assignment(second.peer, 2));
        assertThat(second.pods).containsKey(UID);
        assertThat(pod().getStatus().getContainerStatuses()).as("its status").hasSize(1);
        assertThat(reasons()).contains("TakenOver").doesNotContain("HostAssigned");
    }

    @Test
    void isStoppedOnTheHostThatLostIt() throws Exception {
        arrive(second, 2, "Running");
        arrive(first, 1, "Running");

        assertThat(first.pods).isEmpty();
        assertThat(second.pods).containsKey(UID);
        assertThat(Assignment.of(pod())).contains(new Assignment(second.peer, 2));
    }

    @Test
    void becomesThePodOfTheMemberThatRunsItAlthoughItsHostIsThere() throws Exception {
        arrive(first, 1, "Pending");
        arrive(second, 2, "Running");

        assertThat(Assignment.of(pod())).contains(new Assignment(second.peer, 2));
        assertThat(first.pods).isEmpty();
    }

    @Test
    void staysWhereItRunsWhoeverElseClaimsToRunIt() throws Exception {
        arrive(first, 1, "Running");
        arrive(second, 2, "Running");

        assertThat(Assignment.of(pod())).contains(new Assignment(first.peer, 1));
        assertThat(second.pods).isEmpty();
    }

    @Test
    void staysWhereItIsWhileItsHostWasThereAMomentAgo() throws Exception {
        arrive(first, 1, "Running");
        first.detach(clock.instant());
        arrive(second, 2, "Running");
        assertThat(Assignment.of(pod())).contains(new Assignment(first.peer, 1));
        assertThat(second.pods).as("let be").containsKey(UID);

        clock.advance(Duration.ofSeconds(30));
        look();
        assertThat(Assignment.of(pod())).contains(new Assignment(second.peer, 2));
        assertThat(pod().getStatus().getContainerStatuses()).as("its status").hasSize(1);
    }

    @Test
    void isLetBeWithAMemberThatSeeksItsNameUntilItsHostIsThere() throws Exception {
        arrive(second, 2, "Pending");
        assertThat(Assignment.of(pod())).contains(new Assignment(first.peer, 1));
        assertThat(second.pods).containsKey(UID);

        arrive(first, 1, "Pending");
        assertThat(second.pods).isEmpty();
        assertThat(first.pods).containsKey(UID);
    }

    /** It would be replaced, though a member that was not heard yet may run it. */
    @Test
    void isNotFailedByTheHostThatLostItBeforeOthersCouldBeHeard() throws Exception {
        led = Optional.of(clock.instant());
        arrive(first, 1, "Failed\",\"reason\":\"StateClaimLost");
        assertThat(pod().getStatus().getPhase()).isEqualTo("Running");

        arrive(second, 2, "Running");
        assertThat(Assignment.of(pod())).contains(new Assignment(second.peer, 2));
        assertThat(first.pods).isEmpty();
        assertThat(pod().getStatus().getPhase()).isEqualTo("Running");
    }

    @Test
    void isFailedByTheHostThatLostItOnceOthersCouldBeHeard() throws Exception {
        led = Optional.of(clock.instant());
        arrive(first, 1, "Failed\",\"reason\":\"StateClaimLost");

        clock.advance(TIMES.lostAfter().plus(TIMES.grace()));
        look();
        assertThat(pod().getStatus().getPhase()).isEqualTo("Failed");
    }

    @Test
    void isItsOwnHostsByALaterAttemptAsWell() throws Exception {
        arrive(first, 2, "Running");

        assertThat(Assignment.of(pod()).map(Assignment::host)).contains(first.peer);
        assertThat(first.pods).containsKey(UID);
        assertThat(pod().getStatus().getContainerStatuses()).as("its status").hasSize(1);
    }

    @Test
    void isNotFailedWhileNoQuorumIsSeenHoweverLong() throws Exception {
        led = Optional.empty();
        arrive(first, 1, "Failed\",\"reason\":\"StateClaimLost");

        clock.advance(Duration.ofHours(1));
        look();
        assertThat(pod().getStatus().getPhase()).isEqualTo("Running");
    }

    /** A host that nobody made a member would get the pod's secrets otherwise. */
    @Test
    void isStoppedOnAHostThatIsNoMember() throws Exception {
        members.remove(second.peer);

        arrive(second, 2, "Running");

        assertThat(second.pods).isEmpty();
        assertThat(Assignment.of(pod())).contains(new Assignment(first.peer, 1));
    }

    @Test
    void isNotGivenUpBeforeAQuorumWasSeenForLongEnough() throws Exception {
        arrive(first, 1, "Running");
        led = Optional.empty();
        first.detach(clock.instant());
        clock.advance(Duration.ofHours(1));

        look();
        assertThat(pod().getStatus().getPhase()).isEqualTo("Running");
        assertThat(reasons()).contains("HostAwaited").doesNotContain("HostLost");

        led = Optional.of(clock.instant());
        look();
        assertThat(pod().getStatus().getPhase()).isEqualTo("Running");

        clock.advance(TIMES.lostAfter().plus(TIMES.grace()));
        look();
        assertThat(pod().getStatus().getPhase()).isEqualTo("Failed");
        assertThat(reasons()).contains("HostLost");
    }

    private void arrive(FakeHost host, int attempt, String phase) throws InterruptedException {
        host.pods.put(UID, new FakeHost.Held(new PodName("default", "web-0"), attempt, phase, 0));
        host.attach(table);
        while (host.speaks()) {
            host.speak();
            look();
        }
        hosts.look(host.peer);
        look();
        while (host.speaks()) {
            host.speak();
            look();
        }
    }

    private void look() throws InterruptedException {
        pods.look(UID);
        cluster.sync();
    }

    private Pod pod() {
        return cluster.pod(UID).orElseThrow();
    }

    private List<String> reasons() {
        return cluster.happenings.stream().map(EventRecorder.Happening::reason).toList();
    }

    private final class Groups implements Grouping {
        private static final Workload WORKLOAD = new Workload("apps/v1", "StatefulSet", "default", "web", "w1");

        @Override
        public Optional<StateWish> wish(Pod pod) {
            return Optional.of(new StateWish.Grouped(WORKLOAD));
        }

        @Override
        public Optional<String> of(Workload workload) {
            return Optional.of("group-1");
        }

        @Override
        public Optional<Set<String>> of(PeerId host) {
            return Optional.of(members.contains(host) ? Set.of("group-1") : Set.of());
        }

        @Override
        public Optional<Instant> ledSince(Pod pod) {
            return led;
        }

        @Override
        public RunPod signed(RunPod order) {
            return order;
        }
    }

    private final class Client implements PodClient {
        private FakeHost host(PeerId peer) {
            return Map.of(first.peer, first, second.peer, second).get(peer);
        }

        @Override
        public RunOutcome run(PeerId peer, RunPod request) {
            return host(peer).run(request);
        }

        @Override
        public NoteOutcome stop(PeerId peer, StopPod request) {
            return host(peer).stop(request);
        }

        @Override
        public NoteOutcome desired(PeerId peer, DesiredPods request) {
            return host(peer).desired(request);
        }

        @Override
        public NoteOutcome erase(PeerId peer, EraseVolume request) {
            return new NoteOutcome.Noted();
        }

        @Override
        public GroupOutcome group(PeerId peer, StateGroup group) {
            return new GroupOutcome.Unreachable("hosts in memory have no groups");
        }
    }
}
