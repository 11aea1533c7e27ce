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
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.testing.FakeHost;
import io.beemesh.provider.kube.pod.EventRecorder;
import io.beemesh.provider.kube.pod.testing.FakeCluster;
import io.beemesh.provider.kube.pod.testing.FakeObjects;
import io.beemesh.provider.pods.resolve.NodeSettings;
import io.beemesh.provider.state.Grouping;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A pod to which hosts say no. */
class RefusedPodTest {
    private static final RunOutcome TAKEN = new RunOutcome.Refused("NodePorts", "no free ports", false);
    private static final RunOutcome BESIDE = new RunOutcome.Refused("HostPortTaken", "another cluster's", false);
    private static final RunOutcome FULL = new RunOutcome.Refused("OutOfcpu", "no room", false);
    private static final RunOutcome YES = new RunOutcome.Admitted();

    private final FakeCluster cluster = new FakeCluster();
    private final SettableClock clock = new SettableClock();
    private final HostTable table = new HostTable(clock, PodTimes.defaults().lostAfter());
    private final Map<PeerId, RunOutcome> answers = new HashMap<>();
    private final List<PeerId> accepted = new ArrayList<>();

    @Test
    void failsWhereItsPortIsTakenOnEachHostTwice() throws Exception {
        PodSync sync = provider(TAKEN, TAKEN);

        PodStatus first = look(sync);
        clock.advance(Duration.ofSeconds(4));
        PodStatus tooSoon = look(sync);
        clock.advance(Duration.ofSeconds(1));
        PodStatus status = look(sync);

        assertThat(first.getPhase()).isEqualTo("Pending");
        assertThat(tooSoon.getPhase()).isEqualTo("Pending");
        assertThat(status.getPhase()).isEqualTo("Failed");
        assertThat(status.getReason()).isEqualTo("NodePorts");
        assertThat(status.getMessage()).isEqualTo("Pod was rejected: no free ports");
        assertThat(cluster.happenings)
                .extracting(EventRecorder.Happening::reason)
                .contains("NodePorts")
                .doesNotContain("NoHostFits");
    }

    @Test
    void goesToAHostWhosePortIsFreeAgain() throws Exception {
        PodSync sync = provider(TAKEN, TAKEN);
        look(sync);
        answers.replaceAll((host, answer) -> YES);
        clock.advance(Duration.ofSeconds(5));

        assertThat(look(sync).getPhase()).isEqualTo("Pending");
        assertThat(accepted).hasSize(1);
    }

    @Test
    void waitsForAPortThatNoPodOfItsNodeHas() throws Exception {
        PodSync sync = provider(BESIDE, BESIDE);

        for (int looks = 0; looks < 5; looks++) {
            assertThat(look(sync).getPhase()).isEqualTo("Pending");
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(cluster.happenings)
                .extracting(EventRecorder.Happening::reason)
                .contains("HostPortTaken", "NoHostFits");
    }

    @Test
    void goesToTheHostWhosePortIsFree() throws Exception {
        PodStatus status = look(provider(TAKEN, YES));

        assertThat(status.getPhase()).isEqualTo("Pending");
        assertThat(accepted).hasSize(1);
        assertThat(cluster.happenings)
                .extracting(EventRecorder.Happening::reason)
                .doesNotContain("NoHostFits");
    }

    @Test
    void waitsWhereAHostHasNoRoomNow() throws Exception {
        PodStatus status = look(provider(TAKEN, FULL));

        assertThat(status.getPhase()).isEqualTo("Pending");
        assertThat(cluster.happenings)
                .extracting(EventRecorder.Happening::reason)
                .contains("NoHostFits");
    }

    private PodSync provider(RunOutcome... ofHosts) {
        PodSync sync = provider();
        for (RunOutcome answer : ofHosts) {
            FakeHost host = new FakeHost(answers.size() + 1, 10);
            answers.put(host.peer, answer);
            host.open(table);
        }
        cluster.put(new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web")
                .withUid("uid-1")
                .endMetadata()
                .withNewSpec()
                .withNodeName("beemesh")
                .endSpec()
                .withNewStatus()
                .withPhase("Pending")
                .endStatus()
                .build());
        cluster.sync();
        return sync;
    }

    private PodStatus look(PodSync sync) throws InterruptedException {
        sync.look("uid-1");
        return cluster.pod("uid-1").orElseThrow().getStatus();
    }

    private PodSync provider() {
        NodeSettings node = new NodeSettings("c1", "beemesh", "10.0.0.1", List.of(), "cluster.local");
        Ports ports = new Ports(
                new Ports.Cluster(
                        cluster.source(), cluster, cluster, name -> new FakeObjects(), (volume, annotations) -> true),
                new Ports.Mesh(table, Ports.Belonging.ALL, new Client(), origin -> {}, Grouping.NONE),
                clock,
                new Random(1));
        return new PodSync(ports, node, PodTimes.defaults(), new Waiting());
    }

    private final class Client implements PodClient {
        @Override
        public RunOutcome run(PeerId peer, RunPod request) {
            RunOutcome answer = answers.getOrDefault(peer, FULL);
            if (answer instanceof RunOutcome.Admitted) {
                accepted.add(peer);
            }
            return answer;
        }

        @Override
        public NoteOutcome stop(PeerId peer, StopPod request) {
            return new NoteOutcome.Noted();
        }

        @Override
        public NoteOutcome desired(PeerId peer, DesiredPods request) {
            return new NoteOutcome.Noted();
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
