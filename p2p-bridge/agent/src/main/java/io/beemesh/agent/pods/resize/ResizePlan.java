package io.beemesh.agent.pods.resize;

import io.beemesh.agent.pods.plan.Run;
import io.beemesh.agent.pods.plan.Runs;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What is to be done so that the containers that run have what their pod was allocated; pure.
 *
 * <p><i>Source:</i> kubelet, kuberuntime_manager.go computePodResizeAction and validateMemoryResizeAction.
 *
 * @param updates containers that get it while they run
 * @param restarts containers that are to be started anew for it
 */
public record ResizePlan(List<Change> updates, List<Change> restarts) {
    /** Copies the lists. */
    public ResizePlan {
        updates = List.copyOf(updates);
        restarts = List.copyOf(restarts);
    }

    /**
     * One container that runs with something else than it should.
     *
     * @param container as the pod was allocated it
     * @param had what it was given before
     */
    public record Change(Run run, Container container, Resources had) {
        private Amounts before() {
            return Amounts.of(had);
        }

        private Amounts after() {
            return Amounts.of(container.resources());
        }

        private boolean restarts() {
            return (!before().sameCpu(after())
                            && container.restartingResources().contains("cpu"))
                    || (!before().sameMemory(after())
                            && container.restartingResources().contains("memory"));
        }

        private boolean lowersMemory() {
            return after().lowersMemory(before());
        }
    }

    /**
     * Compares.
     *
     * @param given what a run was given, as far as that is known; else it is taken to have what it should
     */
    public static ResizePlan of(Pod pod, Runs runs, BiFunction<Run, Container, Resources> given) {
        List<Change> updates = new ArrayList<>();
        List<Change> restarts = new ArrayList<>();
        for (Container container : pod.allContainers().toList()) {
            Optional<Run> run = runs.current(container.name()).filter(Run::runs);
            if (run.isEmpty()) {
                continue;
            }
            Change change = new Change(run.get(), container, given.apply(run.get(), container));
            if (!change.before().equals(change.after())) {
                (change.restarts() ? restarts : updates).add(change);
            }
        }
        return new ResizePlan(updates, restarts);
    }

    /** Whether all have what they should. */
    public boolean isEmpty() {
        return updates.isEmpty() && restarts.isEmpty();
    }

    /**
     * Why memory must not be bounded as asked: more of it is in use.
     *
     * @param used by a run; empty if that cannot be told
     */
    Optional<String> lacksMemory(Pod pod, Function<Run, OptionalLong> used) {
        List<Change> lowered = updates.stream().filter(Change::lowersMemory).toList();
        if (lowered.isEmpty()) {
            return Optional.empty();
        }
        List<String> errors = new ArrayList<>();
        podLacks(pod, used).ifPresent(errors::add);
        for (Change change : lowered) {
            String name = change.container().name();
            long limit = change.after().memoryLimitBytes();
            OptionalLong usage = used.apply(change.run());
            if (usage.isEmpty()) {
                errors.add("missing container \"" + name + "\" memory usage");
            } else if (usage.getAsLong() >= limit) {
                errors.add(below("container \"" + name + "\"", limit, usage.getAsLong()));
            }
        }
        String all = errors.size() == 1 ? errors.getFirst() : errors.toString();
        return errors.isEmpty() ? Optional.empty() : Optional.of("cannot decrease memory limits: " + all);
    }

    /** A pod whose containers all have a bound has one as well: their sum. */
    private Optional<String> podLacks(Pod pod, Function<Run, OptionalLong> used) {
        long after = sum(pod, container -> Amounts.of(container.resources()).memoryLimitBytes());
        long before = sum(pod, container -> updates.stream()
                .filter(change -> change.container().equals(container))
                .map(Change::before)
                .findFirst()
                .orElse(Amounts.of(container.resources()))
                .memoryLimitBytes());
        if (after == 0 || (before != 0 && before <= after)) {
            return Optional.empty();
        }
        long usage = updates.stream()
                .mapToLong(change -> used.apply(change.run()).orElse(0))
                .sum();
        return usage < after ? Optional.empty() : Optional.of(below("pod", after, usage));
    }

    private static long sum(Pod pod, ToLongFunction<Container> limit) {
        long sum = 0;
        for (Container container : pod.lastingContainers().toList()) {
            long bytes = limit.applyAsLong(container);
            if (bytes == 0) {
                return 0;
            }
            sum += bytes;
        }
        return sum;
    }

    private static String below(String what, long limit, long usage) {
        return "attempting to set " + what + " memory limit (" + limit + ") below current usage (" + usage + ")";
    }
}
