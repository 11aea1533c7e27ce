package io.beemesh.agent.pods;

import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.PodInfo;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.plan.Plan;
import io.beemesh.agent.pods.plan.Run;
import io.beemesh.agent.pods.plan.Runs;
import io.beemesh.agent.pods.probe.Health;
import io.beemesh.agent.pods.status.ContainerView;
import io.beemesh.agent.pods.status.LastWords;
import io.beemesh.agent.pods.status.PodView;
import io.beemesh.agent.pods.status.RunState;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Resources;
import io.beemesh.agent.volumes.PodFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what Podman has and what the worker remembers into what the status tells. For one pod's thread. */
final class Views {
    private static final Logger LOG = LoggerFactory.getLogger(Views.class);

    private final Host host;
    private final Health health;
    private final BiFunction<Run, Container, Resources> actual;
    private final Map<String, RunState.Terminated> ends = new HashMap<>();

    /**
     * For one pod.
     *
     * @param actual what a run of a container really has
     */
    Views(Host host, Health health, BiFunction<Run, Container, Resources> actual) {
        this.host = host;
        this.health = health;
        this.actual = actual;
    }

    /** The pod's runs; what is not labelled as one is left out. */
    Runs runs(Assignment assignment, List<ContainerInfo> containers, PodMemory memory) {
        List<Run> runs = new ArrayList<>();
        for (ContainerInfo info : containers) {
            Optional<ContainerKey> key = ContainerKey.of(info.labels());
            key.ifPresent(k -> runs.add(new Run(k, info, state(assignment, k, info, memory))));
        }
        return new Runs(runs);
    }

    private RunState state(Assignment assignment, ContainerKey key, ContainerInfo info, PodMemory memory) {
        return switch (info.state()) {
            case ContainerState.Running running -> new RunState.Running(running.startedAt());
            case ContainerState.Created created -> {
                RunState.Terminated failed = memory.failedStarts.get(info.id());
                yield failed != null ? failed : new RunState.Waiting("", "");
            }
            case ContainerState.Exited exited ->
                ends.computeIfAbsent(info.id(), id -> end(assignment, key, info, exited));
        };
    }

    private RunState.Terminated end(
            Assignment assignment, ContainerKey key, ContainerInfo info, ContainerState.Exited exited) {
        String reason = exited.outOfMemory() ? "OOMKilled" : exited.exitCode() == 0 ? "Completed" : "Error";
        return new RunState.Terminated(
                exited.exitCode(),
                0,
                reason,
                message(assignment, key, info, exited.exitCode()),
                exited.startedAt(),
                exited.finishedAt(),
                "podman://" + info.id());
    }

    private String message(Assignment assignment, ContainerKey key, ContainerInfo info, int exitCode) {
        try {
            PodFiles files = host.volumes().files(key.pod());
            String written = files.terminationMessage(key.container(), key.attempt());
            boolean fromLog = assignment
                    .pod()
                    .container(key.container())
                    .map(c -> c.terminationMessage().fallbackToLogs())
                    .orElse(false);
            return written.isEmpty() && fromLog && exitCode != 0 ? LastWords.of(info) : written;
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("podUid", key.pod().uid())
                    .addKeyValue("container", key.container())
                    .addKeyValue("error", e.toString())
                    .log("termination message cannot be read");
            return "";
        }
    }

    /** The whole pod; {@code terminal} says that nothing will be started again. */
    PodView pod(Assignment assignment, Runs runs, Optional<PodInfo> sandbox, PodMemory memory, boolean terminal) {
        Pod pod = assignment.pod();
        List<String> ips =
                sandbox.map(info -> Sandboxes.addresses(assignment, info)).orElse(List.of());
        boolean up = sandbox.filter(PodInfo::infraRuns).isPresent() && !terminal;
        List<ContainerView> init = containers(pod, pod.initContainers(), runs, memory);
        List<ContainerView> main = containers(pod, pod.containers(), runs, memory);
        return new PodView(
                pod,
                init,
                terminal && initialized(init, main)
                        ? main.stream().map(Views::settled).toList()
                        : main,
                containers(pod, pod.ephemeralContainers(), runs, memory),
                memory.startTime,
                new PodView.Sandbox(up, assignment.order().getHostIp(), ips),
                terminal,
                memory.failure,
                memory.conditions,
                memory.resize.view(),
                host.tenures().leads(assignment.key()));
    }

    /** Whether the pod got as far as its containers (kubelet, status_manager.go hasPodInitialized). */
    private static boolean initialized(List<ContainerView> init, List<ContainerView> main) {
        return init.isEmpty()
                || init.getLast().ready()
                || main.stream().anyMatch(view -> !(view.state() instanceof RunState.Waiting));
    }

    private static ContainerView settled(ContainerView view) {
        return view.state() instanceof RunState.Waiting ? view.unlocated() : view;
    }

    private List<ContainerView> containers(Pod pod, List<Container> specs, Runs runs, PodMemory memory) {
        return specs.stream().map(c -> container(pod, c, runs, memory)).toList();
    }

    private ContainerView container(Pod pod, Container spec, Runs runs, PodMemory memory) {
        String waiting = pod.initContainers().isEmpty() ? "ContainerCreating" : "PodInitializing";
        Optional<Run> current = runs.current(spec.name());
        PodMemory.Hold hold = memory.holds.get(spec.name());
        Optional<RunState.Terminated> lost = Optional.ofNullable(memory.lostEnds.get(spec.name()));
        if (current.isEmpty() && spec.isEphemeral() && lost.isPresent()) {
            return new ContainerView(spec, lost.get(), Optional.empty(), 0, ContainerView.Identity.NONE, false, false);
        }
        if (current.isEmpty()) {
            RunState state = hold != null ? hold.waiting() : new RunState.Waiting(waiting, "");
            int restarts = memory.nextAttempts.getOrDefault(spec.name(), 0);
            return new ContainerView(spec, state, lost, restarts, ContainerView.Identity.NONE, false, false);
        }
        Run run = current.get();
        Optional<RunState.Terminated> last = runs.previous(spec.name())
                .flatMap(p -> p.state() instanceof RunState.Terminated t ? Optional.of(t) : Optional.empty())
                .or(() -> lost);
        ContainerView.Identity identity = new ContainerView.Identity(
                run.apiId(),
                memory.imageIds.getOrDefault(
                        run.info().id(), "sha256:" + run.info().imageId()));
        RunState state = run.state();
        if (hold != null && state instanceof RunState.Terminated end && Plan.restarts(pod, spec, end)) {
            return new ContainerView(
                    spec, hold.waiting(), Optional.of(end), run.key().attempt(), identity, false, false);
        }
        if (state instanceof RunState.Waiting) {
            state = hold != null ? hold.waiting() : new RunState.Waiting(waiting, "");
        }
        boolean started = run.runs() && health.started(run.info().id(), spec);
        boolean ready = spec.runsOnce()
                ? state instanceof RunState.Terminated end && end.exitCode() == 0
                : started && !spec.isEphemeral() && health.ready(run.info().id(), spec);
        return new ContainerView(
                spec, state, last, run.key().attempt(), identity, started, ready, actual.apply(run, spec));
    }

    /** Forgets ends of containers that are no more. */
    void retain(List<ContainerInfo> containers) {
        ends.keySet().retainAll(containers.stream().map(ContainerInfo::id).toList());
    }
}
