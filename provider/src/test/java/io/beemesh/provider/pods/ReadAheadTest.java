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
import io.beemesh.provider.kube.pod.PodRef;
import io.beemesh.provider.kube.pod.StatusWriter;
import io.beemesh.provider.kube.pod.testing.FakeCluster;
import io.beemesh.provider.kube.pod.testing.SlowObjects;
import io.beemesh.provider.pods.resolve.NodeSettings;
import io.beemesh.provider.state.Grouping;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a pod names is read while its host is written down. */
@Timeout(20)
class ReadAheadTest {
    private final FakeCluster cluster = new FakeCluster();
    private final SettableClock clock = new SettableClock();
    private final HostTable table = new HostTable(clock, PodTimes.defaults().lostAfter());
    private final SlowObjects objects = SlowObjects.untilAsked(2);
    private final List<RunPod> asked = new ArrayList<>();

    @Test
    void readsWhatAPodNamesWhileItsHostIsWritten() throws Exception {
        FakeHost host = new FakeHost(1, 10);
        host.open(table);
        cluster.put(new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
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

        provider().look("uid-1");

        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst().getPodJson().toStringUtf8()).contains("beemesh.io/host");
        assertThat(objects.asked()).isEqualTo(2);
    }

    private PodSync provider() {
        NodeSettings node = new NodeSettings("c1", "beemesh", "10.0.0.1", List.of(), "cluster.local");
        Ports ports = new Ports(
                new Ports.Cluster(
                        cluster.source(), new Writer(), cluster, name -> objects, (volume, annotations) -> true),
                new Ports.Mesh(table, Ports.Belonging.ALL, new Client(), origin -> {}, Grouping.NONE),
                clock,
                new Random(1));
        return new PodSync(ports, node, PodTimes.defaults(), new Waiting());
    }

    /** Writes no host before the Services of both namespaces were asked for. */
    private final class Writer implements StatusWriter {
        @Override
        public Outcome annotate(Pod seen, Map<String, String> annotations) {
            try {
                objects.awaitAsked();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return cluster.annotate(seen, annotations);
        }

        @Override
        public Outcome patch(PodRef pod, String patch) {
            return cluster.patch(pod, patch);
        }

        @Override
        public Outcome remove(PodRef pod) {
            return cluster.remove(pod);
        }
    }

    private final class Client implements PodClient {
        @Override
        public RunOutcome run(PeerId peer, RunPod request) {
            asked.add(request);
            return new RunOutcome.Admitted();
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
        public GroupOutcome group(PeerId peer, StateGroup group) {
            return new GroupOutcome.Unreachable("hosts in memory have no groups");
        }

        @Override
        public NoteOutcome erase(PeerId peer, EraseVolume request) {
            return new NoteOutcome.Noted();
        }
    }
}
