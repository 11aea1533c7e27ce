package io.beemesh.agent.pods.status;

import io.beemesh.agent.spec.Pod;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a pod is in its life.
 *
 * <p><i>Source:</i> kubelet, kubelet_pods.go getPhase.
 */
public enum Phase {
    PENDING("Pending"),
    RUNNING("Running"),
    SUCCEEDED("Succeeded"),
    FAILED("Failed");

    private final String text;

    Phase(String text) {
        this.text = text;
    }

    /** As the API writes it. */
    public String text() {
        return text;
    }

    /** Whether it is the last one. */
    public boolean isTerminal() {
        return this == SUCCEEDED || this == FAILED;
    }

    /** The phase that follows from a pod's containers; one that failed as a whole has failed when none of them runs. */
    public static Phase of(PodView view) {
        Phase ofContainers = ofContainers(view);
        return view.failure().isPresent() && !runs(view) ? FAILED : ofContainers;
    }

    private static boolean runs(PodView view) {
        return Stream.concat(view.init().stream(), view.main().stream())
                .anyMatch(container -> container.state() instanceof RunState.Running);
    }

    private static Phase ofContainers(PodView view) {
        Counts counts = Counts.of(view);
        if (counts.initFailed > 0) {
            return FAILED;
        }
        if (counts.initPending > 0 || counts.waiting > 0) {
            return view.terminal() && counts.running == 0 ? ended(counts) : PENDING;
        }
        if (counts.running > 0) {
            return RUNNING;
        }
        if (!view.terminal() && counts.restarting > 0) {
            return RUNNING;
        }
        return ended(counts);
    }

    private static Phase ended(Counts counts) {
        return counts.stopped > 0 && counts.stopped == counts.succeeded && counts.waiting == 0 ? SUCCEEDED : FAILED;
    }

    /** How a container ended, now or before it began to wait for its next run. */
    static Optional<RunState.Terminated> ended(ContainerView container) {
        return switch (container.state()) {
            case RunState.Terminated terminated -> Optional.of(terminated);
            case RunState.Waiting waiting -> container.last();
            case RunState.Running running -> Optional.empty();
        };
    }

    private static final class Counts {
        private int initPending;
        private int initFailed;
        private int waiting;
        private int running;
        private int stopped;
        private int succeeded;
        private int restarting;
        private final Pod.RestartPolicy policy;

        private Counts(Pod.RestartPolicy policy) {
            this.policy = policy;
        }

        static Counts of(PodView view) {
            Counts counts = new Counts(view.pod().lifetime().restartPolicy());
            boolean begun =
                    view.main().stream().anyMatch(c -> c.state() instanceof RunState.Running || ended(c).isPresent());
            view.init().forEach(container -> {
                if (container.spec().sidecar()) {
                    counts.sidecar(container, begun);
                } else {
                    counts.init(container);
                }
            });
            view.main().forEach(counts::main);
            return counts;
        }

        private void init(ContainerView container) {
            Optional<RunState.Terminated> end = ended(container);
            if (end.isEmpty()) {
                initPending++;
            } else if (end.get().exitCode() != 0) {
                initFailed += restarts(container, end.get()) ? 0 : 1;
                initPending += container.state() instanceof RunState.Running ? 1 : 0;
            }
        }

        private boolean restarts(ContainerView container, RunState.Terminated end) {
            return container.spec().restartsAfter(end.exitCode(), policy);
        }

        private void sidecar(ContainerView container, boolean begun) {
            boolean runs = container.state() instanceof RunState.Running;
            running += runs ? 1 : 0;
            boolean neverRan = !runs && ended(container).isEmpty();
            if (!begun && (neverRan || (runs && !container.started()))) {
                initPending++;
            }
        }

        private void main(ContainerView container) {
            Optional<RunState.Terminated> end = ended(container);
            if (container.state() instanceof RunState.Running) {
                running++;
            } else if (end.isPresent()) {
                stopped++;
                restarting += restarts(container, end.get()) ? 1 : 0;
                succeeded += end.get().exitCode() == 0 ? 1 : 0;
            } else {
                waiting++;
            }
        }
    }
}
