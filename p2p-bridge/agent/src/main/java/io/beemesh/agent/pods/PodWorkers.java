package io.beemesh.agent.pods;

import io.beemesh.agent.journal.Journal;
import io.beemesh.agent.podman.PodInfo;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.Podman;
import io.beemesh.agent.podman.PodmanEvent;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.assignment.PodReports;
import io.beemesh.agent.pods.eviction.Eviction;
import io.beemesh.agent.pods.status.PodView;
import io.beemesh.mesh.wire.ProbeCount;
import io.beemesh.mesh.wire.RunPod;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All pods of this host: admits them, keeps them in the journal, and has one worker for each.
 *
 * <p>Any thread. Pods are keyed by cluster and UID; at most as many as the host admits.
 */
public final class PodWorkers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PodWorkers.class);

    private final Host host;
    private final PodReports reports;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PodKey, PodEntry> entries = new HashMap<>();
    private final Podman.Subscription events;
    private final Relief relief;
    private boolean closed;

    private PodWorkers(Host host, PodReports reports) {
        this.host = host;
        this.reports = reports;
        this.relief = new Relief(host, reports);
        this.events = host.podman().subscribe(this::onEvent);
    }

    /**
     * Takes up every pod of the journal: what runs is left running, what does not is started.
     *
     * @param fenced which pods must not run, and are stopped if they do
     */
    public static PodWorkers open(Host host, PodReports reports, Predicate<RunPod> fenced) throws IOException {
        List<Journal.Found> journal = host.journal().load();
        PodWorkers workers = new PodWorkers(host, reports);
        for (Journal.Found found : journal) {
            workers.adopt(found, fenced.test(found.entry().order()));
        }
        workers.freed();
        return workers;
    }

    private void adopt(Journal.Found found, boolean fenced) {
        switch (Assignment.read(found.entry().order())) {
            case Assignment.Reading.Bad bad ->
                LOG.atError()
                        .addKeyValue("podUid", found.entry().order().getUid())
                        .addKeyValue("reason", bad.message())
                        .log("a pod of the journal is not understood and is left alone");
            case Assignment.Reading.Good good -> {
                PodMemory memory =
                        new PodMemory(host.timeOfDay(), good.assignment().conditions());
                memory.recall(found.state());
                if (!memory.ended && !good.assignment().order().getStateGroup().isEmpty()) {
                    // Whether it still runs decides whose it is: that is told once it is seen.
                    memory.status = new byte[0];
                }
                if (memory.status.length > 0) {
                    reports.status(good.assignment(), memory.status);
                }
                lock.lock();
                try {
                    PodEntry entry = enlist(relief.adopt(good.assignment(), found.allocated(), memory.resize), memory);
                    if (fenced) {
                        entry.fence(PodView.Failure.HOST_LEASE_EXPIRED);
                    }
                    entry.thread.start();
                    found.entry().stopGraceSeconds().ifPresent(grace -> order(entry, grace));
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /**
     * Takes a pod on, or a newer revision of it. Durable once it returned; idempotent.
     *
     * @throws IOException if it could not be kept on disk
     */
    public Admission.Verdict run(RunPod order) throws IOException {
        return switch (Assignment.read(order)) {
            case Assignment.Reading.Bad bad -> new Admission.Verdict.Refused(bad.reason(), bad.message(), true);
            case Assignment.Reading.Good good -> run(good.assignment());
        };
    }

    private Admission.Verdict run(Assignment assignment) throws IOException {
        lock.lock();
        try {
            if (closed) {
                return new Admission.Verdict.Refused("ShuttingDown", "the agent of this host is being stopped", false);
            }
            PodEntry entry = entries.get(assignment.key());
            if (entry != null) {
                return revise(entry, assignment);
            }
            Admission.Verdict verdict = relief.admit(assignment, entries.values());
            if (verdict instanceof Admission.Verdict.Admitted) {
                host.journal().keep(new Journal.Entry(assignment.order(), OptionalLong.empty()));
                enlist(assignment, new PodMemory(host.timeOfDay(), assignment.conditions()))
                        .thread
                        .start();
                LOG.atInfo()
                        .addKeyValue("pod", assignment.pod().meta().fullName())
                        .log("pod admitted");
            }
            return verdict;
        } finally {
            lock.unlock();
        }
    }

    /** Tells what the host runs short of, such as MemoryPressure; until it ends, some pods are refused. */
    public void pressed(List<String> conditions) {
        relief.pressed(conditions);
    }

    /**
     * Ends the pod that goes first when something is short, at once; it stays, failed, until it is told to go.
     *
     * @return whether there was one
     */
    public boolean evict(Eviction.Shortage shortage, Eviction.Meter meter) {
        return relief.evict(all(), shortage, meter);
    }

    private Admission.Verdict revise(PodEntry entry, Assignment assignment) throws IOException {
        long known = entry.assignment.order().getRevision();
        if (assignment.order().getRevision() > known) {
            Assignment has = relief.allocate(entry, assignment, entries.values());
            host.journal().keep(new Journal.Entry(assignment.order(), entry.stopGraceSeconds));
            if (entry.memory.resize.pending().isEmpty()) {
                host.journal().allocateAll(assignment.key());
            }
            entry.revise(has);
            relief.retry(entries.values());
        }
        return new Admission.Verdict.Admitted();
    }

    /**
     * Stops a pod for good; a shorter grace than before hurries. Durable once it returned.
     *
     * @return whether the pod is here; if not, there is nothing to be done
     * @throws IOException if it could not be kept on disk
     */
    public boolean stop(PodKey key, long graceSeconds) throws IOException {
        lock.lock();
        try {
            PodEntry entry = entries.get(key);
            if (entry == null) {
                return false;
            }
            long grace = Math.min(graceSeconds, entry.stopGraceSeconds.orElse(Long.MAX_VALUE));
            host.journal().keep(new Journal.Entry(entry.assignment.order(), OptionalLong.of(grace)));
            order(entry, grace);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static void order(PodEntry entry, long graceSeconds) {
        entry.stopGraceSeconds = OptionalLong.of(graceSeconds);
        entry.worker.order(sync -> sync.stop(graceSeconds));
    }

    /** Stops a pod that may not run any more; it stays, failed, until it is told to go. */
    public void fence(PodKey key, PodView.Failure why) {
        lock.lock();
        try {
            PodEntry entry = entries.get(key);
            if (entry != null && !entry.dismissed) {
                entry.fence(why);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Fails a pod that takes more of the host than it may; it stays, failed, until it is told to go. */
    public void evict(PodKey key, String message) {
        lock.lock();
        try {
            PodEntry entry = entries.get(key);
            if (entry != null) {
                relief.evict(entry, message);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The pods of a cluster that are here, also those that only Podman knows of. */
    public Set<PodKey> of(String cluster) throws PodmanException {
        Set<PodKey> keys = new HashSet<>();
        for (PodInfo pod : host.podman().listPods(Map.of(PodKey.CLUSTER_LABEL, cluster))) {
            PodKey.of(pod.labels()).ifPresent(keys::add);
        }
        assignments().stream()
                .map(Assignment::key)
                .filter(key -> key.cluster().equals(cluster))
                .forEach(keys::add);
        return keys;
    }

    /** Removes a pod that is in Podman but in no journal. */
    public void removeStray(PodKey key) throws IOException {
        host.podman().removePod(key.podName());
        host.volumes().remove(key);
        host.journal().forget(key);
        LOG.atWarn().addKeyValue("podUid", key.uid()).log("a pod that nobody asked for was removed");
    }

    /**
     * Removes the data of a volume.
     *
     * @return whether it is gone; if not, a pod that is here has it
     * @throws IOException if something is left
     */
    public boolean erase(String cluster, String volume) throws IOException {
        if (assignments().stream().anyMatch(pod -> pod.claims(cluster, volume))) {
            return false;
        }
        host.volumes().erase(cluster, volume);
        LOG.atInfo().addKeyValue("volume", volume).log("data of a volume removed");
        return true;
    }

    /** All pods that are here. */
    public List<Assignment> assignments() {
        return all().stream().map(entry -> entry.assignment).toList();
    }

    /** The last status of a pod, if it has one. */
    public Optional<byte[]> status(PodKey key) {
        return of(key, entry -> entry.memory.status).filter(status -> status.length > 0);
    }

    /** How often the probes of a pod answered. */
    public List<ProbeCount> probes(PodKey key) {
        return of(key, entry -> entry.probes.counts().stream()
                        .map(count -> count.setUid(key.uid()).build())
                        .toList())
                .orElse(List.of());
    }

    /** Has a pod looked at, for something that its status tells is another. */
    public void look(PodKey key) {
        of(key, entry -> entry.worker).ifPresent(PodWorker::wake);
    }

    private <T> Optional<T> of(PodKey key, Function<PodEntry, T> answer) {
        lock.lock();
        try {
            return Optional.ofNullable(entries.get(key)).map(answer);
        } finally {
            lock.unlock();
        }
    }

    /** What the pods that are here asked for. */
    public Amount used() {
        lock.lock();
        try {
            return Relief.used(entries.values());
        } finally {
            lock.unlock();
        }
    }

    private PodEntry enlist(Assignment assignment, PodMemory memory) {
        PodEntry entry = PodEntry.of(
                assignment, memory, new PodEntry.Owner(host, reports, this::assignment, this::left, this::freed));
        entries.put(assignment.key(), entry);
        return entry;
    }

    /** Forgets a pod before anybody hears that it is gone, so that what is asked then finds no trace of it. */
    private void left(Assignment assignment) {
        lock.lock();
        try {
            entries.remove(assignment.key());
            host.journal().forget(assignment.key());
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("pod", assignment.pod().meta().fullName())
                    .addKeyValue("error", e.toString())
                    .log("journal entry of a removed pod is left behind; the pod is removed again after a restart");
        } finally {
            lock.unlock();
        }
        reports.gone(assignment);
        freed();
    }

    /** Room has become free: others may have waited for it. */
    private void freed() {
        lock.lock();
        try {
            relief.retry(entries.values());
        } finally {
            lock.unlock();
        }
    }

    private Optional<Assignment> assignment(PodKey key) {
        lock.lock();
        try {
            return Optional.ofNullable(entries.get(key)).map(entry -> entry.assignment);
        } finally {
            lock.unlock();
        }
    }

    private void onEvent(PodmanEvent event) {
        switch (event) {
            case PodmanEvent.Resync resync -> all().forEach(entry -> entry.worker.wake());
            case PodmanEvent.Started started -> tell(started.labels(), worker -> worker.started(started.container()));
            case PodmanEvent.Died died -> tell(died.labels(), PodWorker::wake);
            case PodmanEvent.Removed removed -> tell(removed.labels(), PodWorker::wake);
        }
    }

    private void tell(Map<String, String> labels, Consumer<PodWorker> news) {
        PodKey.of(labels).ifPresent(key -> {
            lock.lock();
            try {
                PodEntry entry = entries.get(key);
                if (entry != null) {
                    news.accept(entry.worker);
                }
            } finally {
                lock.unlock();
            }
        });
    }

    private List<PodEntry> all() {
        lock.lock();
        try {
            return new ArrayList<>(entries.values());
        } finally {
            lock.unlock();
        }
    }

    /** Ends all workers and waits for them; containers run on. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        events.close();
        all().forEach(entry -> entry.worker.close());
        try {
            for (PodEntry entry : all()) {
                entry.thread.join(Duration.ofSeconds(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
