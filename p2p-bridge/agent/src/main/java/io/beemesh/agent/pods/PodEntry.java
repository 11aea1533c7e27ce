package io.beemesh.agent.pods;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.assignment.PodReports;
import io.beemesh.agent.pods.probe.Asker;
import io.beemesh.agent.pods.probe.Probes;
import io.beemesh.agent.pods.status.PodView;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One pod among those of the host: what was asked last, who works on it, and what that remembers. Its fields are
 * guarded by the lock of {@link PodWorkers}.
 */
final class PodEntry {
    final PodWorker worker;
    final PodMemory memory;
    final Probes probes;
    final Thread thread;
    Assignment assignment;
    OptionalLong stopGraceSeconds = OptionalLong.empty();
    /** Failed by the host, whatever its containers do. */
    volatile boolean dismissed;

    private PodEntry(PodWorker worker, PodMemory memory, Probes probes, Thread thread, Assignment assignment) {
        this.worker = worker;
        this.memory = memory;
        this.probes = probes;
        this.thread = thread;
        this.assignment = assignment;
    }

    /** Whether it runs, or will, and so takes up room. */
    boolean isActive() {
        return !memory.ended && !dismissed;
    }

    /** Takes on a newer revision of it, or other resources. */
    void revise(Assignment newer) {
        assignment = newer;
        worker.order(sync -> sync.revise(newer));
    }

    /** Has it stopped at once, since another one may be started elsewhere. */
    void fence(PodView.Failure why) {
        dismissed = true;
        worker.order(sync -> sync.fail(why, 0));
    }

    /** Has it stopped for the sake of the host or of others, and says so in an event, once. */
    void dismiss(PodView.Failure why, long graceSeconds, PodReports reports) {
        dismissed = true;
        worker.order(sync -> {
            if (sync.fail(why, graceSeconds)) {
                reports.event(sync.assignment(), new PodReports.PodEventNote("", true, why.reason(), why.message()));
            }
        });
    }

    /**
     * Whose pods they are.
     *
     * @param current what was asked last of a pod, while it is here
     * @param left told when a pod is removed and may be forgotten, on the pod's thread
     * @param freed told when a pod takes up no room any more, on the pod's thread
     */
    record Owner(
            Host host,
            PodReports reports,
            Function<PodKey, Optional<Assignment>> current,
            Consumer<Assignment> left,
            Runnable freed) {}

    /**
     * What a pod is worked on with.
     *
     * @param freed told when the pod takes up no room any more
     */
    record Tools(
            Sandboxes sandboxes,
            ContainerStarter starter,
            Stopper stopper,
            Probes probes,
            PodReports reports,
            Runnable freed) {}

    /** A pod with its worker, whose thread is not started yet. */
    static PodEntry of(Assignment assignment, PodMemory memory, Owner owner) {
        PodKey key = assignment.key();
        Host host = owner.host();
        PodReports reports = owner.reports();
        String name = "bm-pod-" + assignment.pod().meta().namespace() + "/"
                + assignment.pod().meta().name();
        ThreadFactory threads = Thread.ofVirtual().name(name + "-", 0).factory();
        PodWorker worker = new PodWorker(host.time().steady());
        Asker asker = new Asker(host.podman(), threads);
        Sandboxes sandboxes = new Sandboxes(host);
        Stopper stopper = new Stopper(host, asker, reports, threads, worker::wake);
        ContainerStarter starter = new ContainerStarter(host, sandboxes, asker, reports, worker);
        Probes probes = new Probes(
                asker,
                threads,
                new ProbeFindings(() -> owner.current().apply(key), stopper, worker::wake, reports),
                memory.readyContainers());
        PodSync sync = new PodSync(
                assignment, memory, host, new Tools(sandboxes, starter, stopper, probes, reports, owner.freed()));
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
            worker.run(sync);
            probes.stop();
            if (sync.gone()) {
                owner.left().accept(sync.assignment());
            }
        });
        return new PodEntry(worker, memory, probes, thread, assignment);
    }
}
