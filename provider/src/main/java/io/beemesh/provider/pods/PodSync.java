package io.beemesh.provider.pods;

import io.beemesh.provider.hosts.Amounts;
import io.beemesh.provider.hosts.HostReport;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.PodLoad;
import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.placement.Assignment;
import io.beemesh.provider.placement.PodWish;
import io.beemesh.provider.pods.queue.Next;
import io.beemesh.provider.pods.resolve.NodeSettings;
import io.beemesh.provider.pods.resolve.Resolver;
import io.beemesh.provider.status.ReportedStatus;
import io.beemesh.provider.status.StatusInbox;
import io.beemesh.provider.status.StatusMapper;
import io.beemesh.provider.status.StatusSync;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * One look at a pod: compares what the API server wants with what hosts have, and does what brings them together.
 *
 * <p>Level-triggered: what happened meanwhile does not matter, only what is. One look at a time for each pod.
 */
final class PodSync {
    private static final Duration LOST_AGAIN = Duration.ofSeconds(5);
    private static final Duration UNSYNCED_AGAIN = Duration.ofSeconds(1);

    private final PodSource pods;
    private final HostTable table;
    private final StatusInbox inbox;
    private final StatusSync status;
    private final StatusMapper mapper;
    private final Function<String, Resolver> resolverOf;
    // One for each node of the mesh: its pods are resolved with its rights.
    private final Map<String, Resolver> resolvers = new ConcurrentHashMap<>();
    private final Adoption adoption;
    private final Keeper keeper;
    private final Ender ender;
    private final Waiting waiting;
    private final Clock clock;
    private final Map<String, PodMemo> memos = new ConcurrentHashMap<>();

    PodSync(Ports ports, NodeSettings node, PodTimes times, Waiting waiting) {
        this.pods = ports.cluster().pods();
        this.table = ports.mesh().table();
        this.inbox = new StatusInbox(ports.mesh().acknowledge());
        this.waiting = waiting;
        this.clock = ports.clock();
        this.mapper = new StatusMapper(node.address());
        this.status = new StatusSync(pods, ports.cluster().writer(), inbox, mapper, ports.clock());
        this.resolverOf = name -> new Resolver(node, ports.cluster().readers().of(name), ports.clock());
        this.keeper = new Keeper(
                ports, times, new Runner(ports, times, this::resolver), new StatusParts(status, mapper), waiting);
        Heirs heirs = new Heirs(ports);
        this.adoption = new Adoption(ports, times, heirs);
        this.ender = new Ender(ports, node, times, heirs);
    }

    /** Takes a host's report in, to be settled by the next look; false if there is no room. */
    boolean offer(HostReport report) {
        return inbox.offer(report);
    }

    /** Notes which host a pod is assigned to; does not block. */
    void note(String uid) {
        Optional<Pod> pod = pods.find(uid);
        Optional<Assignment> assignment = pod.filter(PodRules::desired).flatMap(Assignment::of);
        if (assignment.isEmpty()) {
            table.unassign(uid);
        } else {
            table.assign(assignment.get().host(), uid, load(pod.get()));
        }
    }

    /** Looks at a pod. Blocks while it asks the API server or a host. */
    Next look(String uid) throws InterruptedException {
        PodMemo memo = memos.computeIfAbsent(uid, key -> new PodMemo());
        if (inbox.waiting(uid).stream().anyMatch(report -> report.what() instanceof HostReport.Gone)) {
            memo.certain();
        }
        if (!adopted(uid) || !status.settle(uid, report -> isKept(report, memo))) {
            return new Next.Retry();
        }
        if (!pods.synced()) {
            return new Next.Later(UNSYNCED_AGAIN);
        }
        Optional<Pod> pod = pods.find(uid);
        if (pod.isPresent() && inbox.waiting(uid).stream().anyMatch(report -> isLost(pod.get(), report, memo))) {
            boolean told = status.write(pod.get(), mapper.unknown(pod.get(), clock.instant()));
            return told ? new Next.Later(LOST_AGAIN) : new Next.Retry();
        }
        return pod.isEmpty() ? absent(uid, memo) : present(pod.get(), memo);
    }

    /** Before reports are settled: of a host that is not the pod's they would be passed over. */
    private boolean adopted(String uid) {
        Optional<Pod> pod = pods.synced() ? pods.find(uid) : Optional.empty();
        return pod.isEmpty() || adoption.adopt(pod.get(), inbox.waiting(uid));
    }

    private boolean isKept(HostReport report, PodMemo memo) {
        Optional<Pod> pod = pods.find(report.uid());
        return pod.filter(it -> adoption.waits(it, report, inbox.waiting(report.uid())) || isLost(it, report, memo))
                .isPresent();
    }

    /** Whether the pod's host said that it lost the pod, and that is not to be believed yet. */
    private boolean isLost(Pod pod, HostReport report, PodMemo memo) {
        boolean isHome = Assignment.of(pod)
                .filter(it -> it.host().equals(report.origin().host()))
                .isPresent();
        boolean isOver = StatusMapper.terminal(pod) || PodRules.deleting(pod);
        return isHome
                && !isOver
                && report.what() instanceof HostReport.Status(String json)
                && ReportedStatus.of(json).isNameLost()
                && adoption.isTooSoon(pod, memo.lostSince(report, clock.instant()));
    }

    private Next absent(String uid, PodMemo memo) throws InterruptedException {
        waiting.remove(uid);
        Next next = ender.absent(uid, memo);
        if (next instanceof Next.Done) {
            table.unassign(uid);
            resolvers.values().forEach(resolver -> resolver.forget(uid));
            memos.remove(uid);
        }
        return next;
    }

    private Resolver resolver(Pod pod) {
        return resolvers.computeIfAbsent(pod.getSpec().getNodeName(), resolverOf);
    }

    private Next present(Pod pod, PodMemo memo) throws InterruptedException {
        memo.graceSeconds(PodRules.graceSeconds(pod));
        if (PodRules.deleting(pod)) {
            waiting.remove(pod.getMetadata().getUid());
            return ender.delete(pod, memo);
        }
        Next strays = ender.strays(pod, memo);
        if (!(strays instanceof Next.Done)) {
            return strays;
        }
        return StatusMapper.terminal(pod) ? strays : keeper.keep(pod, memo);
    }

    /** A pod that ended stays on its host for its logs, but weighs nothing there. */
    private static PodLoad load(Pod pod) {
        return StatusMapper.terminal(pod)
                ? new PodLoad(Amounts.NONE, "")
                : PodWish.of(pod).load();
    }
}
