package io.beemesh.agent.pods.status;

import io.beemesh.agent.spec.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The conditions that a kubelet owns, and one of ours: who leads the pods of a stateful workload.
 *
 * <p><i>Source:</i> kubelet, status/generate.go.
 */
final class Conditions {
    private static final String RENEWING = "AllContainersRestarting";
    private static final String COMPLETED = "PodCompleted";
    private static final String LEADER = "beemesh.io/Leader";

    private final PodView view;
    private final Phase phase;

    Conditions(PodView view, Phase phase) {
        this.view = view;
        this.phase = phase;
    }

    /** One condition; its reason and message may be empty. */
    record Condition(String type, boolean status, String reason, String message) {
        static Condition yes(String type) {
            return new Condition(type, true, "", "");
        }

        Condition as(String other) {
            return new Condition(other, status, reason, message);
        }
    }

    /** In the kubelet's order. */
    List<Condition> all() {
        Condition containers = containersReady();
        List<Condition> all = new ArrayList<>(List.of(
                new Condition("PodReadyToStartContainers", view.sandbox().ready(), "", ""),
                initialized(),
                ready(containers),
                containers,
                Condition.yes("PodScheduled")));
        if (view.pod().allContainers().anyMatch(c -> c.restart().rules().stream()
                .anyMatch(Container.Rule::all))) {
            all.add(renewing());
        }
        view.leads().map(this::leader).ifPresent(all::add);
        view.failure()
                .filter(failure -> phase.isTerminal())
                .flatMap(Conditions::disruption)
                .ifPresent(all::add);
        return List.copyOf(all);
    }

    private Condition leader(boolean leads) {
        return leads && !phase.isTerminal()
                ? new Condition(LEADER, true, "HoldsLeadership", "")
                : new Condition(LEADER, false, "DoesNotLead", "");
    }

    /** Tells controllers that the pod did nothing wrong. */
    private static Optional<Condition> disruption(PodView.Failure failure) {
        String message =
                switch (failure.reason()) {
                    case PodView.Failure.EVICTED -> failure.message();
                    case PodView.Failure.PREEMPTED -> "Pod was preempted by Kubelet to accommodate a critical pod.";
                    default -> "";
                };
        return message.isEmpty()
                ? Optional.empty()
                : Optional.of(new Condition("DisruptionTarget", true, "TerminationByKubelet", message));
    }

    private Condition renewing() {
        if (phase.isTerminal()) {
            return new Condition(RENEWING, false, phase == Phase.FAILED ? "PodFailed" : COMPLETED, "");
        }
        boolean renews = Stream.concat(view.init().stream(), view.main().stream())
                .anyMatch(c ->
                        c.state() instanceof RunState.Terminated end && c.spec().renewsAllAfter(end.exitCode()));
        return renews
                ? new Condition(
                        RENEWING, true, "RestartAllContainersStarted", "container exited with restart policy rule")
                : new Condition(RENEWING, false, "", "");
    }

    private Condition initialized() {
        boolean begun = view.main().stream()
                .anyMatch(c ->
                        c.state() instanceof RunState.Running || Phase.ended(c).isPresent());
        List<String> incomplete = new ArrayList<>();
        for (ContainerView container : view.init()) {
            if (!(container.spec().sidecar() ? container.started() : container.ready())) {
                incomplete.add(container.spec().name());
            }
        }
        if (phase == Phase.SUCCEEDED) {
            return new Condition("Initialized", true, COMPLETED, "");
        }
        if (begun || incomplete.isEmpty()) {
            return Condition.yes("Initialized");
        }
        return new Condition(
                "Initialized",
                false,
                "ContainersNotInitialized",
                "containers with incomplete status: " + listed(incomplete));
    }

    private Condition containersReady() {
        if (phase.isTerminal()) {
            return new Condition("ContainersReady", false, phase == Phase.FAILED ? "PodFailed" : COMPLETED, "");
        }
        List<String> unready = Stream.concat(
                        view.init().stream().filter(c -> c.spec().sidecar()), view.main().stream())
                .filter(c -> !c.ready())
                .map(c -> c.spec().name())
                .toList();
        return unready.isEmpty()
                ? Condition.yes("ContainersReady")
                : new Condition(
                        "ContainersReady",
                        false,
                        "ContainersNotReady",
                        "containers with unready status: " + listed(unready));
    }

    private Condition ready(Condition containers) {
        if (!containers.status()) {
            return containers.as("Ready");
        }
        List<String> shut = new ArrayList<>();
        for (String gate : view.pod().placement().readinessGates()) {
            Optional<String> status = status(gate);
            if (status.isEmpty()) {
                shut.add("corresponding condition of pod readiness gate \"" + gate + "\" does not exist.");
            } else if (!status.get().equals("True")) {
                shut.add("the status of pod readiness gate \"" + gate + "\" is not \"True\", but " + status.get());
            }
        }
        return shut.isEmpty()
                ? Condition.yes("Ready")
                : new Condition("Ready", false, "ReadinessGatesNotReady", String.join(", ", shut));
    }

    /** As others wrote it, or as it is now if it is ours. */
    private Optional<String> status(String gate) {
        return gate.equals(LEADER) && view.leads().isPresent()
                ? view.leads().map(leads -> leads ? "True" : "False")
                : Optional.ofNullable(view.conditions().get(gate)).map(PodView.Stamp::status);
    }

    private static String listed(List<String> names) {
        return "[" + String.join(" ", names) + "]";
    }
}
