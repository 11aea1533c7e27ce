package io.beemesh.agent.pods.resize;

import io.beemesh.agent.cgroup.ControlGroup;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.assignment.PodReports;
import io.beemesh.agent.pods.plan.Run;
import io.beemesh.agent.pods.plan.Runs;
import io.beemesh.agent.pods.request.PodmanSpecs;
import io.beemesh.agent.pods.status.Resizing;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Resources;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Gives containers that run what their pod was allocated, and tells how that goes. For one pod's thread.
 *
 * <p><i>Source:</i> kubelet, kubelet.go SyncPod and kuberuntime_manager.go doPodResizeAction.
 */
public final class Resizer {
    private final Host host;
    private final ResizeMemory memory;
    private final PodReports reports;

    /** What came of giving. */
    public enum Outcome {
        /** Nobody was to be given anything. */
        NOTHING,
        /** All have it. */
        GIVEN,
        /** Some have not; it is to be tried again. */
        FAILED
    }

    /** For one pod. */
    public Resizer(Host host, ResizeMemory memory, PodReports reports) {
        this.host = host;
        this.memory = memory;
        this.reports = reports;
    }

    /** What is to be done; notes that a resize is under way, or that it is done. */
    public ResizePlan plan(Assignment assignment, Runs runs) {
        ResizePlan plan = ResizePlan.of(assignment.pod(), runs, memory::given);
        Optional<Resizing> before = memory.underWay();
        if (!plan.isEmpty() && before.isEmpty()) {
            memory.begin(assignment.pod().meta().generation(), host.timeOfDay());
        } else if (plan.isEmpty() && before.isPresent()) {
            memory.done();
            reports.event(
                    assignment,
                    ResizeWords.completed(assignment.pod(), before.get().generation()));
        }
        return plan;
    }

    /** Gives those that need not be started anew what they are to have, unless they use more memory than that. */
    public Outcome update(Assignment assignment, ResizePlan plan) {
        Optional<String> lacking = plan.lacksMemory(assignment.pod(), this::used);
        if (lacking.isPresent()) {
            failed(assignment, lacking.get());
            return Outcome.FAILED;
        }
        try {
            for (ResizePlan.Change change : plan.updates()) {
                Container container = change.container();
                String id = change.run().info().id();
                host.podman().update(id, PodmanSpecs.resources(assignment.pod(), container, host.memory()));
                memory.gave(id, container.resources());
            }
        } catch (PodmanException e) {
            failed(assignment, e.getMessage());
            return Outcome.FAILED;
        }
        return plan.updates().isEmpty() ? Outcome.NOTHING : Outcome.GIVEN;
    }

    private void failed(Assignment assignment, String why) {
        Instant now = host.timeOfDay();
        long generation = assignment.pod().meta().generation();
        Resizing before = memory.underWay().orElseGet(() -> Resizing.of("", "", generation, now));
        if (!before.reason().equals(Resizing.ERROR) || !before.message().equals(why)) {
            reports.event(assignment, ResizeWords.failed(assignment.pod(), before.generation(), why));
        }
        memory.underWay(before.then(Resizing.ERROR, why, before.generation(), now));
    }

    private OptionalLong used(Run run) {
        try {
            Optional<ControlGroup> group = group(run);
            return group.isPresent() ? OptionalLong.of(group.get().memory().getUsageBytes()) : OptionalLong.empty();
        } catch (IOException ended) {
            return OptionalLong.empty();
        }
    }

    private Optional<ControlGroup> group(Run run) throws IOException {
        return run.info().state() instanceof ContainerState.Running running
                ? host.groups().find(running.pid(), run.info().id())
                : Optional.empty();
    }

    /** What a container has: if it runs, what its control group says, where it was given anything of the kind. */
    public Resources actual(Run run, Container container) {
        if (!run.runs()) {
            return container.resources();
        }
        Resources given = memory.given(run, container);
        if (given.equals(Resources.none())) {
            return given; // as most: each look at a pod would read its containers' groups for nothing
        }
        try {
            Optional<ControlGroup> group = group(run);
            return group.isPresent() ? ActualResources.of(given, group.get().bounds()) : given;
        } catch (IOException ended) {
            return given;
        }
    }
}
