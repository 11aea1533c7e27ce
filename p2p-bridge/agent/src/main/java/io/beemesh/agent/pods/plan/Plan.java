package io.beemesh.agent.pods.plan;

import io.beemesh.agent.pods.status.RunState;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is to be done next for a pod whose sandbox is up; a pure function of what runs.
 *
 * @param start in this order
 * @param stop what nobody needs any more, in this order: sidecars, after ephemeral containers
 * @param over no container runs, none will
 */
public record Plan(List<Container> start, List<Run> stop, boolean over) {
    /** Copies the lists. */
    public Plan {
        start = List.copyOf(start);
        stop = List.copyOf(stop);
    }

    /**
     * Plans.
     *
     * @param started whether a running container's startup probe said yes, or it has none
     */
    public static Plan of(Pod pod, Runs runs, Predicate<Run> started) {
        return new Planner(pod, runs, started).plan();
    }

    /** Whether a container that ended so is to be started again. */
    public static boolean restarts(Pod pod, Container container, RunState.Terminated end) {
        return container.restartsAfter(end.exitCode(), pod.lifetime().restartPolicy());
    }

    /** Whether a container ended such that all are to be started anew. */
    public static boolean renews(Pod pod, Runs runs) {
        return pod.allContainers().anyMatch(container -> runs.current(container.name())
                .filter(run ->
                        run.state() instanceof RunState.Terminated end && container.renewsAllAfter(end.exitCode()))
                .isPresent());
    }

    private static final class Planner {
        private final Pod pod;
        private final Runs runs;
        private final Predicate<Run> started;
        private final List<Container> start = new ArrayList<>();

        Planner(Pod pod, Runs runs, Predicate<Run> started) {
            this.pod = pod;
            this.runs = runs;
            this.started = started;
        }

        Plan plan() {
            boolean begun = pod.containers().stream()
                    .anyMatch(c -> runs.current(c.name()).isPresent());
            if (!begun && !initialized()) {
                return failedInit() ? ending(sidecars()) : going();
            }
            boolean any = false;
            for (Container container : pod.containers()) {
                any |= mainRunsOrStarts(container);
            }
            if (!any) {
                List<Run> left = sidecars();
                return ending(left.isEmpty() ? left : List.of(left.getLast()));
            }
            if (begun) {
                pod.initContainers().stream().filter(Container::sidecar).forEach(this::restartSidecar);
            }
            return going();
        }

        /** Ephemeral containers are started at any time, each once. */
        private Plan going() {
            for (Container container : pod.ephemeralContainers()) {
                Optional<Run> run = runs.current(container.name());
                if (run.isEmpty() || run.get().state() instanceof RunState.Waiting) {
                    start.add(container);
                }
            }
            return new Plan(start, List.of(), false);
        }

        private Plan ending(List<Run> sidecars) {
            List<Run> left = new ArrayList<>(running(pod.ephemeralContainers().stream()));
            left.addAll(sidecars);
            return new Plan(List.of(), left, left.isEmpty());
        }

        /** Whether all init containers are done; if not, the one that is next may be in {@link #start}. */
        private boolean initialized() {
            for (Container container : pod.initContainers()) {
                Optional<Run> run = runs.current(container.name());
                boolean done = container.sidecar()
                        ? run.isPresent() && run.get().runs() && started.test(run.get())
                        : run.isPresent()
                                && run.get().state() instanceof RunState.Terminated end
                                && end.exitCode() == 0;
                if (done) {
                    continue;
                }
                boolean restarts = run.isEmpty()
                        || (run.get().state() instanceof RunState.Terminated end
                                ? restarts(pod, container, end)
                                : !run.get().runs());
                if (restarts) {
                    start.add(container);
                }
                return false;
            }
            return true;
        }

        private boolean failedInit() {
            return pod.initContainers().stream().filter(c -> !c.sidecar()).anyMatch(c -> runs.current(c.name())
                    .filter(run ->
                            run.failed() && run.state() instanceof RunState.Terminated end && !restarts(pod, c, end))
                    .isPresent());
        }

        private boolean mainRunsOrStarts(Container container) {
            Optional<Run> run = runs.current(container.name());
            if (run.isPresent() && run.get().runs()) {
                return true;
            }
            if (run.isPresent()
                    && run.get().state() instanceof RunState.Terminated end
                    && !restarts(pod, container, end)) {
                return false;
            }
            start.add(container);
            return true;
        }

        private void restartSidecar(Container sidecar) {
            Optional<Run> run = runs.current(sidecar.name());
            if (run.isEmpty() || !run.get().runs()) {
                start.add(sidecar);
            }
        }

        private List<Run> sidecars() {
            return running(pod.initContainers().stream().filter(Container::sidecar));
        }

        private List<Run> running(Stream<Container> containers) {
            return containers
                    .flatMap(c -> runs.current(c.name()).stream())
                    .filter(Run::runs)
                    .toList();
        }
    }
}
