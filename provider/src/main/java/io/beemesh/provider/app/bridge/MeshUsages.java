package io.beemesh.provider.app.bridge;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.usage.UsageClient;
import io.beemesh.mesh.usage.UsageOutcome;
import io.beemesh.mesh.wire.HostUsage;
import io.beemesh.mesh.wire.MachineUsage;
import io.beemesh.mesh.wire.PodUsage;
import io.beemesh.mesh.wire.UsageRequest;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.HostView;
import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.kubelet.usage.NodeUsage;
import io.beemesh.provider.kubelet.usage.UsageSource;
import io.beemesh.provider.pods.Ports;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What nodes use, asked of their hosts when somebody wants to know. Any thread. */
public final class MeshUsages implements UsageSource {
    private static final Logger log = LoggerFactory.getLogger(MeshUsages.class);

    private final Cluster cluster;
    private final HostTable table;
    private final Ports.Belonging belonging;
    private final HostRound round;
    private final Clock clock;
    /** What each host told last; at most as many as the table has. */
    private final Map<PeerId, MachineUsage> told = new ConcurrentHashMap<>();

    private final AtomicLong unanswered = new AtomicLong();

    /**
     * The cluster's side.
     *
     * @param id tells its pods from those of another on a host
     * @param pods of all nodes
     * @param nodes their names
     */
    public record Cluster(String id, PodSource pods, Supplier<Set<String>> nodes) {}

    /**
     * The mesh's side.
     *
     * @param belonging which hosts belong to which node
     */
    public record Mesh(HostTable table, Ports.Belonging belonging, UsageClient client) {}

    /** Nothing is asked yet. */
    public MeshUsages(Cluster cluster, Mesh mesh, Clock clock) {
        this.cluster = cluster;
        this.table = mesh.table();
        this.belonging = mesh.belonging();
        this.round = new HostRound(mesh.client());
        this.clock = clock;
    }

    /** How often a host that is attached did not answer in time. */
    public long unanswered() {
        return unanswered.get();
    }

    @Override
    public Set<String> nodes() {
        return cluster.nodes().get();
    }

    @Override
    public NodeUsage usage(String node, Depth depth) {
        List<HostView> hosts = table.snapshot().stream()
                .filter(host -> belonging.belongs(host, node))
                .toList();
        UsageRequest request = UsageRequest.newBuilder()
                .setClusterId(cluster.id())
                .setBrief(depth == Depth.BRIEF)
                .build();
        List<PeerId> attached = hosts.stream()
                .filter(host -> host.state() instanceof HostState.Attached)
                .map(host -> host.identity().peer())
                .toList();
        Map<PeerId, UsageOutcome> outcomes = round.ask(attached, request);
        Instant now = clock.instant();
        Map<PeerId, HostUsage> measured = measured(outcomes);
        return new NodeUsage(node, now, machines(hosts, measured), pods(node, measured, now));
    }

    private Map<PeerId, HostUsage> measured(Map<PeerId, UsageOutcome> outcomes) {
        Map<PeerId, HostUsage> measured = new HashMap<>();
        outcomes.forEach((peer, outcome) -> {
            switch (outcome) {
                case UsageOutcome.Measured(HostUsage usage) -> {
                    measured.put(peer, usage);
                    told.put(peer, usage.getMachine());
                }
                case UsageOutcome.Unanswered(String message) -> {
                    unanswered.incrementAndGet();
                    log.atDebug()
                            .addKeyValue("host", peer)
                            .addKeyValue("reason", message)
                            .log("host is left out of a measure");
                }
            }
        });
        return measured;
    }

    private List<NodeUsage.Machine> machines(List<HostView> hosts, Map<PeerId, HostUsage> measured) {
        List<NodeUsage.Machine> machines = new ArrayList<>();
        for (HostView host : hosts) {
            PeerId peer = host.identity().peer();
            Optional<MachineUsage> usage = Optional.ofNullable(measured.get(peer))
                    .map(HostUsage::getMachine)
                    .or(() -> Optional.ofNullable(told.get(peer)).map(MeshUsages::processorTimeOf));
            usage.ifPresent(it -> machines.add(new NodeUsage.Machine(
                    host.facts().getMachineId(), host.facts().getBootId(), it)));
        }
        told.keySet().removeIf(peer -> table.find(peer).isEmpty());
        return machines;
    }

    private static MachineUsage processorTimeOf(MachineUsage last) {
        return MachineUsage.newBuilder()
                .setBootedAtMs(last.getBootedAtMs())
                .setCpu(last.getCpu().toBuilder().setNanoCores(0))
                .build();
    }

    private List<NodeUsage.Pod> pods(String node, Map<PeerId, HostUsage> measured, Instant now) {
        List<NodeUsage.Pod> pods = new ArrayList<>();
        for (HostUsage host : measured.values()) {
            Instant at = now.minusMillis(host.getAgeMs());
            for (PodUsage usage : host.getPodsList()) {
                cluster.pods()
                        .find(usage.getUid())
                        .filter(pod -> node.equals(pod.getSpec().getNodeName()))
                        .ifPresent(pod -> pods.add(new NodeUsage.Pod(
                                ref(pod),
                                startedAt(pod, at),
                                at,
                                usage,
                                host.getProbesList().stream()
                                        .filter(probe -> probe.getUid().equals(usage.getUid()))
                                        .toList())));
            }
        }
        pods.sort(Comparator.comparing((NodeUsage.Pod pod) -> pod.ref().namespace())
                .thenComparing(pod -> pod.ref().name()));
        return pods;
    }

    private static NodeUsage.Ref ref(Pod pod) {
        return new NodeUsage.Ref(
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                pod.getMetadata().getUid());
    }

    private static Instant startedAt(Pod pod, Instant otherwise) {
        String started = pod.getStatus() == null ? null : pod.getStatus().getStartTime();
        try {
            return started == null ? otherwise : OffsetDateTime.parse(started).toInstant();
        } catch (DateTimeException e) {
            return otherwise;
        }
    }
}
