package io.beemesh.provider.pods;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.pod.NoteOutcome;
import io.beemesh.mesh.wire.StopPod;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostState.Progress;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.PodOnHost;
import io.beemesh.provider.kube.KubeUnavailableException;
import io.beemesh.provider.kube.pod.PodRef;
import io.beemesh.provider.kube.pod.StatusWriter.Outcome;
import io.beemesh.provider.placement.Assignment;
import io.beemesh.provider.pods.queue.Next;
import io.beemesh.provider.pods.resolve.NodeSettings;
import io.beemesh.provider.status.StatusMapper;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends pods: on their host first, and at the API server once the host has confirmed, or is gone for good.
 *
 * <p>What the API server does not know is stopped only after it was asked about that very pod.
 */
final class Ender {
    private static final Logger log = LoggerFactory.getLogger(Ender.class);
    private static final Duration STOP_AGAIN = Duration.ofSeconds(10);

    private final Ports ports;
    private final NodeSettings node;
    private final PodTimes times;
    private final PodEvents events;
    private final HostTable table;
    private final Heirs heirs;

    Ender(Ports ports, NodeSettings node, PodTimes times, Heirs heirs) {
        this.heirs = heirs;
        this.ports = ports;
        this.node = node;
        this.times = times;
        this.events = new PodEvents(ports.cluster().events(), ports.clock());
        this.table = ports.mesh().table();
    }

    /** One look at a pod that the API server does not have; {@link Next.Done} if no host that can be asked has it. */
    Next absent(String uid, PodMemo memo) throws InterruptedException {
        Next next = new Next.Done();
        for (Map.Entry<PeerId, PodOnHost> holder : table.holders(uid).entrySet()) {
            if (!open(holder.getKey())) {
                continue;
            }
            PodOnHost.PodName name = holder.getValue().name();
            try {
                if (ports.cluster()
                        .pods()
                        .read(new PodRef(name.namespace(), name.name(), uid))
                        .isPresent()) {
                    // The watch lags; the pod has just been taken over and is looked at as usual.
                    return new Next.Later(Duration.ZERO);
                }
            } catch (KubeUnavailableException unavailable) {
                return new Next.Retry();
            }
            next = stop(holder.getKey(), uid, memo, "PodDeleted");
        }
        return next;
    }

    /** Stops a pod wherever it is but should not be; {@link Next.Done} if that is nowhere. */
    Next strays(Pod pod, PodMemo memo) throws InterruptedException {
        Next next = new Next.Done();
        for (Map.Entry<PeerId, PodOnHost> has :
                table.holders(pod.getMetadata().getUid()).entrySet()) {
            PeerId holder = has.getKey();
            if (open(holder) && heirs.isStray(pod, holder, has.getValue().attempt())) {
                next = stop(holder, pod.getMetadata().getUid(), memo, "PodElsewhere");
            }
        }
        return next;
    }

    /** One look at a pod that is being deleted. */
    Next delete(Pod pod, PodMemo memo) throws InterruptedException {
        String uid = pod.getMetadata().getUid();
        boolean asked = false;
        for (PeerId holder : table.holders(uid).keySet()) {
            if (open(holder)) {
                asked = true;
                if (stop(holder, uid, memo, "PodDeleted") instanceof Next.Retry retry) {
                    return retry;
                }
            }
        }
        if (asked) {
            return new Next.Later(STOP_AGAIN);
        }
        Optional<Assignment> assignment = Assignment.of(pod);
        if (assignment.isEmpty() || StatusMapper.hostLost(pod)) {
            return remove(pod);
        }
        PeerId host = assignment.get().host();
        return switch (table.state(host)) {
            case HostState.Attached attached -> confirmed(pod, host, attached, memo);
            case HostState.Away away -> give(pod, away.since());
            case HostState.Lost lost -> give(pod, lost.since());
        };
    }

    private Next confirmed(Pod pod, PeerId host, HostState.Attached attached, PodMemo memo)
            throws InterruptedException {
        String uid = pod.getMetadata().getUid();
        if (attached.progress() == Progress.REPORTING || table.holders(uid).containsKey(host)) {
            return new Next.Done();
        }
        if (memo.isUncertain(new PodMemo.Contact(host, attached.number()))) {
            // It was asked to run it and did not answer: a stop is answered by Gone in any case.
            return stop(host, uid, memo, "PodDeleted");
        }
        return remove(pod);
    }

    private Next give(Pod pod, Instant since) {
        Duration left = PodRules.patience(pod, times, ports.mesh().groups())
                .minus(Duration.between(since, ports.clock().instant()));
        if (left.isPositive()) {
            return new Next.Later(left);
        }
        events.hostLost(pod, "The pod's host has been gone since " + since + "; the pod is deleted without it");
        return remove(pod);
    }

    private Next remove(Pod pod) {
        return switch (ports.cluster().writer().remove(PodRef.of(pod))) {
            case Outcome.Written ignored -> new Next.Done();
            case Outcome.Absent ignored -> new Next.Done();
            case Outcome.Conflict ignored -> new Next.Done();
            case Outcome.Unavailable ignored -> new Next.Retry();
            case Outcome.Invalid invalid -> {
                log.atWarn()
                        .addKeyValue("pod", PodRef.of(pod))
                        .addKeyValue("error", invalid.message())
                        .log("pod could not be removed, will be tried again");
                yield new Next.Later(times.resync());
            }
        };
    }

    private Next stop(PeerId host, String uid, PodMemo memo, String reason) throws InterruptedException {
        StopPod request = StopPod.newBuilder()
                .setClusterId(node.clusterId())
                .setUid(uid)
                .setGraceSeconds(memo.graceSeconds())
                .setReason(reason)
                .build();
        return switch (ports.mesh().client().stop(host, request)) {
            case NoteOutcome.Noted ignored -> new Next.Later(STOP_AGAIN);
            case NoteOutcome.Unreachable ignored -> new Next.Retry();
        };
    }

    private boolean open(PeerId host) {
        return table.state(host) instanceof HostState.Attached attached && attached.open();
    }
}
