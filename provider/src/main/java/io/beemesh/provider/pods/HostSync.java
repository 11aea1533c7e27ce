package io.beemesh.provider.pods;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.pod.NoteOutcome;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.GroupSet;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.HostView;
import io.beemesh.provider.hosts.PodOnHost;
import io.beemesh.provider.kube.KubeUnavailableException;
import io.beemesh.provider.kube.pod.PodRef;
import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.placement.Assignment;
import io.beemesh.provider.pods.queue.Next;
import io.beemesh.provider.pods.resolve.NodeSettings;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One look at a host: tells one that has attached the complete desired set, and has the pods of one that came or went
 * looked at.
 *
 * <p>The set is complete only after the pods are synced, and what the host has but the set would leave out is asked
 * for by name first. Until the host has noted the set it is not asked to run anything, so that no set in flight can
 * miss a pod that was run meanwhile.
 */
final class HostSync {
    private static final Duration UNSYNCED_AGAIN = Duration.ofMillis(500);

    private final Ports ports;
    private final NodeSettings node;
    private final Waiting waiting;
    private final Consumer<String> lookAtPod;
    private final HostTable table;
    private final PodSource pods;
    private final Heirs heirs;
    private final AtomicLong numbers = new AtomicLong();

    HostSync(Ports ports, NodeSettings node, Waiting waiting, Consumer<String> lookAtPod) {
        this.ports = ports;
        this.node = node;
        this.waiting = waiting;
        this.lookAtPod = lookAtPod;
        this.table = ports.mesh().table();
        this.pods = ports.cluster().pods();
        this.heirs = new Heirs(ports);
    }

    /** Looks at a host. Blocks while it asks the API server or the host. */
    Next look(PeerId peer) throws InterruptedException {
        Optional<HostView> host = table.find(peer);
        if (host.isEmpty()) {
            return new Next.Done();
        }
        if (!(host.get().state() instanceof HostState.Attached attached)) {
            host.get().assigned().keySet().forEach(lookAtPod);
            return new Next.Done();
        }
        return switch (attached.progress()) {
            case REPORTING -> new Next.Done();
            case REPORTED -> tell(host.get(), attached);
            case OPEN -> {
                waiting.each(lookAtPod);
                yield new Next.Done();
            }
        };
    }

    private Next tell(HostView host, HostState.Attached attached) throws InterruptedException {
        if (!pods.synced()) {
            return new Next.Later(UNSYNCED_AGAIN);
        }
        PeerId peer = host.identity().peer();
        Optional<Set<String>> groups = ports.mesh().groups().of(peer);
        if (groups.isEmpty()) {
            return new Next.Later(UNSYNCED_AGAIN);
        }
        NavigableSet<String> uids;
        try {
            uids = desired(host);
        } catch (KubeUnavailableException unavailable) {
            return new Next.Retry();
        }
        DesiredPods request = DesiredPods.newBuilder()
                .setClusterId(node.clusterId())
                .setNumber(number())
                .addAllUids(uids)
                .setGroups(GroupSet.newBuilder().addAllUids(groups.get()))
                .build();
        return switch (ports.mesh().client().desired(peer, request)) {
            case NoteOutcome.Unreachable ignored -> new Next.Retry();
            case NoteOutcome.Noted ignored -> {
                table.opened(peer, attached.number());
                uids.forEach(lookAtPod);
                host.pods().keySet().forEach(lookAtPod);
                yield new Next.Done();
            }
        };
    }

    private NavigableSet<String> desired(HostView host) throws KubeUnavailableException {
        PeerId peer = host.identity().peer();
        NavigableSet<String> uids = new TreeSet<>();
        for (String uid : host.assigned().keySet()) {
            if (pods.find(uid).filter(pod -> runsOn(pod, peer)).isPresent()) {
                uids.add(uid);
            }
        }
        for (Map.Entry<String, PodOnHost> has : host.pods().entrySet()) {
            if (!uids.contains(has.getKey()) && confirmed(has.getKey(), has.getValue(), peer)) {
                uids.add(has.getKey());
            }
        }
        return uids;
    }

    private boolean confirmed(String uid, PodOnHost pod, PeerId peer) throws KubeUnavailableException {
        PodRef ref = new PodRef(pod.name().namespace(), pod.name().name(), uid);
        return pods.read(ref)
                .filter(found -> runsOn(found, peer) || heirs.isHeir(found, peer, pod.attempt()))
                .isPresent();
    }

    private static boolean runsOn(Pod pod, PeerId peer) {
        return PodRules.desired(pod)
                && Assignment.of(pod).filter(it -> it.host().equals(peer)).isPresent();
    }

    /** Grows with each set, also over a restart if the clock does. */
    private long number() {
        long now = ports.clock().millis();
        return numbers.updateAndGet(last -> Math.max(last + 1, now));
    }
}
