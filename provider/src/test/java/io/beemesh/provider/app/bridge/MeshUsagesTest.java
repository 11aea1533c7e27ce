package io.beemesh.provider.app.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.mesh.usage.UsageClient;
import io.beemesh.mesh.usage.UsageOutcome;
import io.beemesh.mesh.wire.CpuUsage;
import io.beemesh.mesh.wire.HostFacts;
import io.beemesh.mesh.wire.HostUsage;
import io.beemesh.mesh.wire.MachineUsage;
import io.beemesh.mesh.wire.PodUsage;
import io.beemesh.mesh.wire.Resources;
import io.beemesh.mesh.wire.UsageRequest;
import io.beemesh.provider.hosts.HostArrival;
import io.beemesh.provider.hosts.HostIdentity;
import io.beemesh.provider.hosts.HostResources;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.kube.pod.testing.FakeCluster;
import io.beemesh.provider.kubelet.usage.NodeUsage;
import io.beemesh.provider.kubelet.usage.UsageSource.Depth;
import io.beemesh.provider.pods.Ports;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeshUsagesTest {
    private final SettableClock clock = new SettableClock();
    private final FakeCluster cluster = new FakeCluster();
    private final HostTable table = new HostTable(clock, Duration.ofSeconds(40));
    private final Map<PeerId, UsageOutcome> answers = new ConcurrentHashMap<>();
    private final Map<PeerId, Long> numbers = new HashMap<>();
    private final List<UsageRequest> asked = new CopyOnWriteArrayList<>();
    private final PeerId one = attach("edge-1");
    private final PeerId two = attach("edge-2");

    private PeerId attach(String name) {
        PeerId peer = KeyPair.generate().peerId();
        long number = table.attached(new HostArrival(
                new HostIdentity(peer, name, Map.of()),
                1,
                HostFacts.newBuilder().setMachineId("m-" + name).build(),
                HostResources.of(Resources.getDefaultInstance())));
        numbers.put(peer, number);
        return peer;
    }

    @BeforeEach
    void bindPods() {
        bind("web", "u-1", "mesh");
        bind("api", "u-2", "mesh");
        bind("far", "u-3", "north");
        cluster.sync();
        answers.put(one, measured(100, "u-1", "u-3"));
        answers.put(two, measured(50, "u-2", "u-unknown"));
    }

    private void bind(String name, String uid, String node) {
        cluster.put(new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .withUid(uid)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .endSpec()
                .build());
    }

    private static UsageOutcome measured(long cpuNanos, String... uids) {
        HostUsage.Builder usage = HostUsage.newBuilder()
                .setAgeMs(1500)
                .setMachine(MachineUsage.newBuilder()
                        .setCpu(CpuUsage.newBuilder().setNanos(cpuNanos).setNanoCores(7))
                        .setCores(2));
        for (String uid : uids) {
            usage.addPods(PodUsage.newBuilder().setUid(uid));
        }
        return new UsageOutcome.Measured(usage.build());
    }

    private MeshUsages usages(Ports.Belonging belonging) {
        UsageClient client = (host, request) -> {
            asked.add(request);
            return answers.get(host);
        };
        return new MeshUsages(
                new MeshUsages.Cluster("c-1", cluster.source(), () -> Set.of("mesh", "north")),
                new MeshUsages.Mesh(table, belonging, client),
                clock);
    }

    private static List<String> names(NodeUsage usage) {
        return usage.pods().stream().map(pod -> pod.ref().name()).toList();
    }

    private static long nanos(NodeUsage usage) {
        return usage.machines().stream()
                .mapToLong(machine -> machine.usage().getCpu().getNanos())
                .sum();
    }

    @Test
    void sumsHostsAndNamesTheNodesPodsInTheOrderOfTheirNames() {
        NodeUsage usage = usages(Ports.Belonging.ALL).usage("mesh", Depth.BRIEF);

        assertThat(names(usage)).containsExactly("api", "web");
        assertThat(nanos(usage)).isEqualTo(150);
        assertThat(usage.pods().getFirst().at()).isEqualTo(clock.instant().minusMillis(1500));
        assertThat(asked).hasSize(2).allMatch(request -> request.getClusterId().equals("c-1") && request.getBrief());
    }

    @Test
    void asksOnlyTheHostsOfThatNode() {
        NodeUsage usage = usages((host, node) -> host.identity().peer().equals(one) == node.equals("north"))
                .usage("north", Depth.FULL);

        assertThat(names(usage)).containsExactly("far");
        assertThat(nanos(usage)).isEqualTo(100);
        assertThat(asked).singleElement().satisfies(request -> assertThat(request.getBrief())
                .isFalse());
    }

    @Test
    void leavesOutAndCountsAHostThatDoesNotAnswerAndLetsNoCounterGoBack() {
        MeshUsages usages = usages(Ports.Belonging.ALL);
        usages.usage("mesh", Depth.BRIEF);
        answers.put(two, new UsageOutcome.Unanswered("it sleeps"));

        NodeUsage usage = usages.usage("mesh", Depth.BRIEF);

        assertThat(names(usage)).containsExactly("web");
        assertThat(nanos(usage)).isEqualTo(150);
        assertThat(usage.machines())
                .filteredOn(machine -> machine.usage().getCores() > 0)
                .hasSize(1);
        assertThat(usages.unanswered()).isEqualTo(1);
    }

    @Test
    void forgetsAHostThatIsNoMemberAnyMore() {
        MeshUsages usages = usages(Ports.Belonging.ALL);
        usages.usage("mesh", Depth.BRIEF);
        table.detached(two, numbers.getOrDefault(two, 0L));
        table.forget(two);

        assertThat(nanos(usages.usage("mesh", Depth.BRIEF))).isEqualTo(100);
    }
}
