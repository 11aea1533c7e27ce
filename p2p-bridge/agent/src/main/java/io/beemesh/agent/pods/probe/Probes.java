package io.beemesh.agent.pods.probe;

import io.beemesh.agent.pods.plan.Run;
import io.beemesh.agent.pods.plan.Runs;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Probe;
import io.beemesh.mesh.wire.ProbeCount;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

/**
 * The probes of one pod's running containers: a virtual thread each.
 *
 * <p>{@link #watch} and {@link #stop} are for the pod's worker; answers are read from any thread.
 */
public final class Probes implements Health {
    private final Asker asker;
    private final ThreadFactory threads;
    private final Findings findings;
    private final Set<String> trusted;
    private final Map<String, Map<Kind, ProbeLoop>> loops = new ConcurrentHashMap<>();
    /** By container name: at most as many as the pod has. */
    private final Map<String, Map<Kind, ProbeTally>> tallies = new ConcurrentHashMap<>();

    /**
     * Probes that begin with nothing but trust.
     *
     * @param trusted ids of containers that were ready when an earlier agent looked last
     */
    public Probes(Asker asker, ThreadFactory threads, Findings findings, Set<String> trusted) {
        this.asker = asker;
        this.threads = threads;
        this.findings = findings;
        this.trusted = Set.copyOf(trusted);
    }

    /** The three probes. */
    public enum Kind {
        STARTUP("Startup"),
        LIVENESS("Liveness"),
        READINESS("Readiness");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** As the kubelet's events write it. */
        public String text() {
            return text;
        }
    }

    /** Who is told what probes find; called on the probes' threads. */
    public interface Findings {
        /** A container is started, ready, or no longer so. */
        void changed();

        /** A probe said no, or could not be asked; to be told as an event, whose words follow those of the kind. */
        void unhealthy(Run run, Kind kind, String words);

        /** A probe said yes, and something that is to be told as an event. */
        void warned(Run run, Kind kind, String words);

        /** Enough is enough: the container is to be stopped, and by the restart policy started again. */
        void failed(Run run, Kind kind, Probe probe);
    }

    /** Begins to probe what runs and is not probed, and ends to probe what does not run. */
    public void watch(Pod pod, Runs runs, List<String> podIps) {
        Set<String> running = new HashSet<>();
        runs.running().forEach(run -> {
            running.add(run.info().id());
            pod.container(run.container())
                    .ifPresent(container -> loops.computeIfAbsent(
                            run.info().id(), id -> begin(run, new Hooks.Target(id, container, podIps))));
        });
        loops.forEach((id, of) -> {
            if (!running.contains(id)) {
                of.values().forEach(ProbeLoop::close);
            }
        });
        loops.keySet().retainAll(running);
    }

    private Map<Kind, ProbeLoop> begin(Run run, Hooks.Target target) {
        Map<Kind, ProbeLoop> of = new EnumMap<>(Kind.class);
        boolean known = trusted.contains(run.info().id());
        Container container = target.container();
        boolean starts = container.probes().startup().isPresent() && !known;
        CountDownLatch started = new CountDownLatch(starts ? 1 : 0);
        for (Kind kind : Kind.values()) {
            probe(container, kind)
                    .map(probe -> new ProbeLoop.Subject(kind, probe, tally(container.name(), kind)))
                    .ifPresent(subject -> of.put(kind, new ProbeLoop(subject, run, known, started)));
        }
        ProbeLoop.Means means = new ProbeLoop.Means(asker, target, findings);
        of.values().forEach(loop -> threads.newThread(() -> loop.run(means)).start());
        return of;
    }

    private static Optional<Probe> probe(Container container, Kind kind) {
        return switch (kind) {
            case STARTUP -> container.probes().startup();
            case LIVENESS -> container.probes().liveness();
            case READINESS -> container.probes().readiness();
        };
    }

    private ProbeTally tally(String container, Kind kind) {
        return tallies.computeIfAbsent(container, name -> new ConcurrentHashMap<>())
                .computeIfAbsent(kind, ProbeTally::new);
    }

    /** How often each probe answered; which pod it is, is the caller's to add. */
    public List<ProbeCount.Builder> counts() {
        return tallies.entrySet().stream()
                .flatMap(of -> of.getValue().values().stream()
                        .map(tally -> tally.wire().setContainer(of.getKey())))
                .toList();
    }

    @Override
    public boolean started(String containerId, Container container) {
        return container.probes().startup().isEmpty() || good(containerId, Kind.STARTUP);
    }

    @Override
    public boolean ready(String containerId, Container container) {
        return container.probes().readiness().isEmpty() || good(containerId, Kind.READINESS);
    }

    private boolean good(String containerId, Kind kind) {
        ProbeLoop loop = loops.getOrDefault(containerId, Map.of()).get(kind);
        return loop != null && loop.good();
    }

    /** Ends all probing. */
    public void stop() {
        loops.values().forEach(of -> of.values().forEach(ProbeLoop::close));
        loops.clear();
    }
}
