package io.beemesh.agent.pods;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.assignment.PodReports;
import io.beemesh.agent.pods.eviction.Eviction;
import io.beemesh.agent.pods.eviction.Preemption;
import io.beemesh.agent.pods.eviction.Pressure;
import io.beemesh.agent.pods.eviction.WorkingSets;
import io.beemesh.agent.pods.status.PodView;
import io.beemesh.agent.spec.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What is done when the host has not enough for all: some pods are refused, others have to make room or go. Safe for
 * use by any thread.
 */
final class Relief {
    private static final long EVICTION_GRACE_SECONDS = 1;

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
    Admission.Verdict admit(Pod pod, Amount used, Collection<PodEntry> others) {
        Optional<String> pressed = Pressure.refuses(pod, pressures);
        if (pressed.isPresent()) {
            return new Admission.Verdict.Refused(PodView.Failure.EVICTED, pressed.get(), false);
        }
        return switch (host.admission().ask(pod, used)) {
            case Admission.Verdict.Admitted admitted -> admitted;
            case Admission.Verdict.Refused refused
            when refused.reason().startsWith(Admission.OUT_OF) && makeRoom(pod, used, others) ->
                new Admission.Verdict.Admitted();
            case Admission.Verdict.Refused refused -> refused;
        };
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

    /** Ends the pod that goes first when memory is short; whether there was one. */
    boolean evict(Collection<PodEntry> entries, Eviction.Shortage shortage, WorkingSets usage) {
        List<Eviction.Candidate> running = new ArrayList<>();
        for (PodEntry entry : entries) {
            if (entry.isActive()) {
                PodKey key = entry.assignment.key();
                running.add(new Eviction.Candidate(key, entry.assignment.pod(), usage.of(host.podman(), key)));
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
