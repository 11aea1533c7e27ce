package io.beemesh.provider.pods;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.HostView;
import io.beemesh.provider.kube.pod.StatusWriter.Outcome;
import io.beemesh.provider.placement.Assignment;
import io.beemesh.provider.placement.Placement;
import io.beemesh.provider.placement.Placer;
import io.beemesh.provider.placement.PodWish;
import io.beemesh.provider.pods.queue.Next;
import io.beemesh.provider.status.StatusMapper;
import io.beemesh.provider.status.StatusMapper.Verdict;
import io.beemesh.provider.status.StatusSync;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** Looks after a pod that is to run: places it, has it run, and gives it up when its host does not come back. */
final class Keeper {
    private static final Duration NO_FIT_AGAIN = Duration.ofSeconds(30);
    private static final Duration REFUSAL = Duration.ofSeconds(30);

    /**
     * A kubelet fails a pod whose ports another pod of the node has, which no scheduler would have put there: who has
     * them may never go. Ports that others have are refused for another reason, and waited for.
     */
    private static final String PORTS_TAKEN = "NodePorts";
    /** All are asked twice, that long apart, so that who makes another pod of each that failed makes few. */
    private static final Duration PORTS_REFUSAL = Duration.ofSeconds(5);

    private final Ports ports;
    private final PodTimes times;
    private final Runner runner;
    private final StatusSync status;
    private final StatusMapper mapper;
    private final PodEvents events;
    private final Waiting waiting;
    private final Placer placer;
    private final HostTable table;
    private final ReentrantLock placing = new ReentrantLock();

    Keeper(Ports ports, PodTimes times, Runner runner, StatusParts statusParts, Waiting waiting) {
        this.ports = ports;
        this.times = times;
        this.runner = runner;
        this.status = statusParts.sync();
        this.mapper = statusParts.mapper();
        this.events = new PodEvents(ports.cluster().events(), ports.clock());
        this.waiting = waiting;
        this.placer = new Placer(ports.random());
        this.table = ports.mesh().table();
    }

    /** One look at the pod. */
    Next keep(Pod pod, PodMemo memo) throws InterruptedException {
        memo.reads(Optional.empty());
        Optional<Assignment> assignment = Assignment.of(pod);
        return assignment.isEmpty() ? place(pod, 1, memo) : keep(pod, assignment.get(), memo);
    }

    private Next keep(Pod pod, Assignment assignment, PodMemo memo) throws InterruptedException {
        if (memo.isRefused(assignment)) {
            return place(pod, assignment.attempt() + 1, memo);
        }
        table.assign(
                assignment.host(), pod.getMetadata().getUid(), PodWish.of(pod).load());
        return switch (table.state(assignment.host())) {
            case HostState.Attached attached ->
                attached.open() ? run(pod, assignment, attached, memo) : new Next.Done();
            case HostState.Away away -> await(pod, away.since());
            case HostState.Lost lost -> lost(pod, lost.since());
        };
    }

    private Next run(Pod pod, Assignment assignment, HostState.Attached attached, PodMemo memo)
            throws InterruptedException {
        return switch (runner.run(pod, assignment, attached, memo)) {
            case Runner.Run.Held held -> new Next.Later(held.checkAfter());
            case Runner.Run.Unknown ignored -> new Next.Retry();
            case Runner.Run.UpdateRefused refused -> {
                events.refused(pod, refused.reason(), refused.message());
                yield new Next.Later(times.resync());
            }
            case Runner.Run.Refused refused -> {
                events.refused(pod, refused.reason(), refused.message());
                Verdict verdict = new Verdict(refused.reason(), "Pod was rejected: " + refused.message());
                if (refused.permanent()) {
                    yield giveUp(pod, verdict);
                }
                Duration hold = refused.reason().equals(PORTS_TAKEN) ? PORTS_REFUSAL : REFUSAL;
                memo.refused(
                        assignment, new PodMemo.Refusal(verdict, ports.clock().instant(), hold));
                yield place(pod, assignment.attempt() + 1, memo);
            }
        };
    }

    private Next place(Pod pod, int attempt, PodMemo memo) throws InterruptedException {
        String uid = pod.getMetadata().getUid();
        Optional<Set<PeerId>> homes = runner.homes(pod);
        if (homes.isEmpty()) {
            return new Next.Retry();
        }
        return switch (reserve(pod, homes.get(), memo)) {
            case Placement.NoFit none -> {
                Optional<Verdict> taken = memo.unanimous(PORTS_TAKEN).filter(it -> none.refused());
                yield taken.isPresent()
                        ? portsTaken(pod, taken.get(), memo)
                        : noFit(pod, none.message() + names(homes.get()), memo);
            }
            case Placement.Placed placed -> {
                waiting.remove(uid);
                yield annotate(pod, placed, new Assignment(placed.host(), attempt), memo);
            }
        };
    }

    private Next portsTaken(Pod pod, Verdict verdict, PodMemo memo) {
        String uid = pod.getMetadata().getUid();
        if (memo.isConfirmed(ports.clock().instant())) {
            waiting.remove(uid);
            return giveUp(pod, verdict);
        }
        waiting.add(uid);
        return new Next.Later(PORTS_REFUSAL);
    }

    private Next noFit(Pod pod, String message, PodMemo memo) {
        memo.unconfirmed();
        waiting.add(pod.getMetadata().getUid());
        events.noHostFits(pod, message);
        return new Next.Later(NO_FIT_AGAIN);
    }

    /** Where a pod waits to go, for people. */
    private String names(Set<PeerId> homes) {
        return homes.isEmpty()
                ? ""
                : homes.stream()
                        .map(home -> table.find(home)
                                .map(host -> host.identity().name())
                                .orElse(home.toString()))
                        .sorted()
                        .collect(Collectors.joining(", ", "; its volumes are on host ", ""));
    }

    /** Chooses and books at once, so that pods that are placed at the same time see each other. */
    private List<HostView> hostsOf(Pod pod) {
        String node = pod.getSpec().getNodeName();
        return table.snapshot().stream()
                .filter(host -> ports.mesh().belonging().belongs(host, node))
                .toList();
    }

    private Placement reserve(Pod pod, Set<PeerId> homes, PodMemo memo) {
        Instant now = ports.clock().instant();
        PodWish wish = PodWish.of(pod).at(homes);
        placing.lock();
        try {
            table.unassign(pod.getMetadata().getUid());
            Placement placement = placer.place(wish, hostsOf(pod), memo.refusing(now), now);
            if (placement instanceof Placement.Placed placed) {
                table.assign(placed.host(), pod.getMetadata().getUid(), wish.load());
            }
            return placement;
        } finally {
            placing.unlock();
        }
    }

    private Next annotate(Pod pod, Placement.Placed placed, Assignment assignment, PodMemo memo)
            throws InterruptedException {
        memo.reads(Optional.of(runner.read(pod)));
        Outcome outcome = ports.cluster().writer().annotate(pod, assignment.annotations());
        if (!(outcome instanceof Outcome.Written)) {
            table.unassign(pod.getMetadata().getUid());
        }
        return switch (outcome) {
            case Outcome.Written written -> {
                ports.cluster().pods().wrote(written.pod());
                events.assigned(pod, placed.name());
                yield keep(written.pod(), assignment, memo);
            }
            case Outcome.Absent ignored -> new Next.Done();
            case Outcome.Conflict ignored -> new Next.Retry();
            case Outcome.Unavailable ignored -> new Next.Retry();
            case Outcome.Invalid invalid -> {
                events.refused(pod, "HostAssignmentFailed", invalid.message());
                yield new Next.Later(times.resync());
            }
        };
    }

    private Next await(Pod pod, Instant since) {
        Duration waited = Duration.between(since, ports.clock().instant());
        return new Next.Later(min(times.lostAfter(), patience(pod)).minus(waited));
    }

    private Duration patience(Pod pod) {
        return PodRules.patience(pod, times, ports.mesh().groups());
    }

    /** Another pod of its name could not run either as long as no quorum of their group is seen. */
    private Next lost(Pod pod, Instant since) {
        Instant now = ports.clock().instant();
        Optional<Instant> led = ports.mesh().groups().ledSince(pod);
        if (led.isEmpty()) {
            events.awaited(
                    pod,
                    "The pod's host is gone, and no quorum of its group is seen: another pod of its name could"
                            + " not run either");
        }
        Duration left = led.map(seen -> patience(pod).minus(Duration.between(seen.isAfter(since) ? seen : since, now)))
                .orElse(patience(pod));
        if (left.isPositive()) {
            boolean done = status.write(pod, mapper.unknown(pod, now));
            return done ? new Next.Later(left) : new Next.Retry();
        }
        String message = "The pod's host has been gone since " + since + "; it is given up";
        events.hostLost(pod, message);
        return giveUp(pod, new Verdict(StatusMapper.HOST_LOST, message));
    }

    private Next giveUp(Pod pod, Verdict verdict) {
        boolean done = status.write(pod, mapper.fail(pod, verdict, ports.clock().instant()));
        if (done) {
            table.unassign(pod.getMetadata().getUid());
        }
        return done ? new Next.Done() : new Next.Retry();
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
