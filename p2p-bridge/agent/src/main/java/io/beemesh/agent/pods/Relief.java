package io.beemesh.agent.pods;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.agent.pods.admission.HostPorts;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.assignment.PodReports;
import io.beemesh.agent.pods.eviction.Eviction;
import io.beemesh.agent.pods.eviction.Preemption;
import io.beemesh.agent.pods.eviction.Pressure;
import io.beemesh.agent.pods.eviction.Priority;
import io.beemesh.agent.pods.resize.Allocation;
import io.beemesh.agent.pods.resize.ResizeMemory;
import io.beemesh.agent.pods.resize.ResizeWords;
import io.beemesh.agent.pods.status.PodView;
import io.beemesh.agent.pods.status.Qos;
import io.beemesh.agent.pods.status.Resizing;
import io.beemesh.agent.spec.Pod;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done when the host has not enough for all: some pods are refused, others have to make room or go. Safe for
 * use by any thread.
 */
final class Relief {
    private static final Logger LOG = LoggerFactory.getLogger(Relief.class);
    private static final long EVICTION_GRACE_SECONDS = 1;

    private static final Comparator<PodEntry> WHO_WAITS_FIRST = Comparator.<PodEntry>comparingInt(
                    entry -> -entry.assignment.pod().placement().priority())
            .thenComparing(entry -> Qos.of(entry.assignment.pod()))
            .thenComparing(
                    entry -> entry.memory.resize.pending().map(Resizing::since).orElse(Instant.MAX));

    private final Host host;
    private final PodReports reports;
    private volatile List<String> pressures = List.of();

    Relief(Host host, PodReports reports) {
        this.host = host;
        this.reports = reports;
    }

    /** Remembers what the host runs short of. */
    void pressed(List<String> conditions) {
        pressures = List.copyOf(conditions);
    }

    /** Decides about a new pod beside those that are here; for a critical one, lesser ones may be stopped. */
    Admission.Verdict admit(Assignment asks, Collection<PodEntry> others) {
        Pod pod = asks.pod();
        Optional<String> pressed = Pressure.refuses(pod, pressures);
        if (pressed.isPresent()) {
            return new Admission.Verdict.Refused(PodView.Failure.EVICTED, pressed.get(), false);
        }
        Amount used = used(others);
        Optional<Admission.Verdict.Refused> ports = ports(asks, others);
        return switch (host.admission().ask(pod, used)) {
            case Admission.Verdict.Refused refused when !refused.reason().startsWith(Admission.OUT_OF) -> refused;
            case Admission.Verdict.Refused refused when !Priority.isCritical(pod) -> refused;
            // Nobody makes room for a pod that could not come even then.
            case Admission.Verdict verdict when ports.isPresent() -> ports.get();
            case Admission.Verdict.Refused refused ->
                makeRoom(pod, used, others) ? new Admission.Verdict.Admitted() : refused;
            case Admission.Verdict.Admitted admitted -> admitted;
        };
    }

    /** Whether a port that a pod asks for is another's, also of one that is being stopped. */
    private static Optional<Admission.Verdict.Refused> ports(Assignment asks, Collection<PodEntry> others) {
        return ports(others, asks::sharesNode)
                .refuses(asks.pod())
                .or(() -> ports(others, other -> !asks.sharesNode(other)).refusesStranger(asks.pod()));
    }

    private static HostPorts ports(Collection<PodEntry> entries, Predicate<Assignment> whose) {
        return HostPorts.of(entries.stream()
                .filter(entry -> !entry.memory.ended)
                .map(entry -> entry.assignment)
                .filter(whose)
                .map(Assignment::pod)
                .toList());
    }

    /**
     * Decides how much a pod has that is here and asks for something, maybe for more than before. What it is refused is
     * kept in the journal, and asked for again with {@link #retry}. For who holds the lock of all pods.
     *
     * @param asks as it came
     * @return the same with what it has from now on: all, or what it had
     * @throws IOException if it could not be kept on disk
     */
    Assignment allocate(PodEntry entry, Assignment asks, Collection<PodEntry> all) throws IOException {
        ResizeMemory memory = entry.memory.resize;
        Allocation has = Allocation.of(entry.assignment.pod());
        if (has.suits(asks.pod()) || !entry.isActive()) {
            memory.pending(Optional.empty());
            return asks;
        }
        return switch (ask(entry, asks, all)) {
            case Admission.Verdict.Admitted admitted -> {
                memory.pending(Optional.empty());
                reports.event(asks, ResizeWords.started(asks.pod()));
                yield asks;
            }
            case Admission.Verdict.Refused refused -> {
                if (memory.pending().isEmpty()) {
                    host.journal().allocate(asks.key(), has.toBytes());
                }
                wait(asks, refused, memory);
                yield asks.with(has.in(asks.pod()));
            }
        };
    }

    /**
     * A pod of the journal with the resources that it has.
     *
     * @param allocated as kept; empty if it has what it asks for
     */
    Assignment adopt(Assignment asks, byte[] allocated, ResizeMemory memory) {
        if (allocated.length == 0) {
            memory.pending(Optional.empty());
            return asks;
        }
        try {
            Assignment has = asks.with(Allocation.from(allocated).in(asks.pod()));
            if (memory.pending().isEmpty()) {
                long generation = asks.pod().meta().generation();
                memory.pending(Optional.of(Resizing.of(Resizing.DEFERRED, "", generation, host.timeOfDay())));
            }
            return has;
        } catch (IOException unreadable) {
            return asks;
        }
    }

    private Admission.Verdict ask(PodEntry entry, Assignment asks, Collection<PodEntry> all) {
        Optional<String> exceeded = host.admission().exceeded(asks.pod());
        if (exceeded.isPresent()) {
            return new Admission.Verdict.Refused(Resizing.INFEASIBLE, exceeded.get(), true);
        }
        List<PodEntry> others = all.stream().filter(other -> other != entry).toList();
        return admit(asks, others);
    }

    private void wait(Assignment asks, Admission.Verdict.Refused refused, ResizeMemory memory) {
        String reason = refused.permanent() ? Resizing.INFEASIBLE : Resizing.DEFERRED;
        Instant now = host.timeOfDay();
        long generation = asks.pod().meta().generation();
        Resizing next = memory.pending()
                .map(before -> before.then(reason, refused.message(), generation, now))
                .orElseGet(() -> Resizing.of(reason, refused.message(), generation, now));
        if (memory.pending().filter(before -> !next.isNewsAfter(before)).isEmpty()) {
            reports.event(asks, ResizeWords.pending(asks.pod(), refused.reason(), refused.message()));
        }
        memory.pending(Optional.of(next));
    }

    /**
     * Decides anew about the pods that wait for more: those of a higher priority first, then those that are guaranteed
     * what they ask for, then those that have waited for longer. For who holds the lock of all pods.
     *
     * <p><i>Source:</i> kubelet, allocation_manager.go sortPendingResizes.
     */
    void retry(Collection<PodEntry> all) {
        List<PodEntry> waiting =
                all.stream().filter(Relief::waits).sorted(WHO_WAITS_FIRST).toList();
        for (PodEntry entry : waiting) {
            if (Assignment.read(entry.assignment.order()) instanceof Assignment.Reading.Good asks) {
                retry(entry, asks.assignment(), all);
            }
        }
    }

    private void retry(PodEntry entry, Assignment asks, Collection<PodEntry> all) {
        try {
            Assignment has = allocate(entry, asks, all);
            if (entry.memory.resize.pending().isEmpty()) {
                host.journal().allocateAll(asks.key());
                entry.revise(has);
            } else {
                entry.worker.wake();
            }
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("pod", asks.pod().meta().fullName())
                    .addKeyValue("error", e.toString())
                    .log("resources of a pod could not be kept on disk; it is tried again when there is room");
        }
    }

    private static boolean waits(PodEntry entry) {
        return entry.memory
                .resize
                .pending()
                .filter(it -> it.reason().equals(Resizing.DEFERRED))
                .isPresent();
    }

    /** What pods have that run, or will. */
    static Amount used(Collection<PodEntry> entries) {
        Amount used = Amount.NONE;
        for (PodEntry entry : entries) {
            if (entry.isActive()) {
                used = used.plus(Amount.of(entry.assignment.pod()));
            }
        }
        return used;
    }

    private boolean makeRoom(Pod pod, Amount used, Collection<PodEntry> others) {
        List<Preemption.Candidate> candidates = others.stream()
                .filter(PodEntry::isActive)
                .map(entry -> new Preemption.Candidate(entry.assignment.key(), entry.assignment.pod()))
                .toList();
        Optional<List<PodKey>> victims = Preemption.choose(pod, host.admission().lacking(pod, used), candidates);
        PodView.Failure why = new PodView.Failure(PodView.Failure.PREEMPTED, Preemption.MESSAGE);
        others.stream()
                .filter(entry -> victims.orElse(List.of()).contains(entry.assignment.key()))
                .forEach(entry ->
                        entry.dismiss(why, entry.assignment.pod().lifetime().graceSeconds(), reports));
        return victims.isPresent();
    }

    /** Ends the pod that goes first when something is short; whether there was one. */
    boolean evict(Collection<PodEntry> entries, Eviction.Shortage shortage, Eviction.Meter meter) {
        List<Eviction.Candidate> running = new ArrayList<>();
        for (PodEntry entry : entries) {
            if (entry.isActive()) {
                PodKey key = entry.assignment.key();
                Pod pod = entry.assignment.pod();
                running.add(new Eviction.Candidate(key, pod, meter.of(key, pod)));
            }
        }
        Optional<Eviction.Victim> victim = Eviction.choose(running, shortage);
        victim.ifPresent(gone -> entries.stream()
                .filter(entry -> entry.assignment.key().equals(gone.key()))
                .forEach(entry ->
                        entry.dismiss(new PodView.Failure(PodView.Failure.EVICTED, gone.message()), 0, reports)));
        return victim.isPresent();
    }

    /** Ends a pod that takes more of the host than it may. */
    void evict(PodEntry entry, String message) {
        entry.dismiss(new PodView.Failure(PodView.Failure.EVICTED, message), EVICTION_GRACE_SECONDS, reports);
    }
}
