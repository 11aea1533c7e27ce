package io.beemesh.agent.pods.admission;

import io.beemesh.agent.spec.Pod;
import java.util.Optional;

/**
 * Decides whether a pod is taken on. Immutable; safe for use by any thread.
 *
 * <p><i>Source:</i> kubelet, lifecycle/predicate.go.
 *
 * @param allocatable what pods may have in all
 */
public record Admission(Amount allocatable, HostPolicy policy) {

    /** What the reasons of resources begin with that are used up. */
    public static final String OUT_OF = "OutOf";

    /** The answer. */
    public sealed interface Verdict {
        /** Taken on. */
        record Admitted() implements Verdict {}

        /**
         * Not taken on.
         *
         * @param reason OutOfcpu, OutOfmemory, OutOfephemeral-storage, OutOfpods, NodePorts, NotAllowed or
         *     SysctlForbidden
         * @param permanent whether asking other hosts is of no use
         */
        record Refused(String reason, String message, boolean permanent) implements Verdict {}
    }

    /**
     * Asks for a pod.
     *
     * @param used by the pods that are on the host, without this one
     */
    public Verdict ask(Pod pod, Amount used) {
        Optional<String> sysctl = Sysctls.forbidden(pod.security().sysctls());
        if (sysctl.isPresent()) {
            return new Verdict.Refused("SysctlForbidden", sysctl.get(), true);
        }
        Optional<String> forbidden = policy.forbids(pod);
        if (forbidden.isPresent()) {
            return new Verdict.Refused("NotAllowed", forbidden.get(), false);
        }
        Amount asked = Amount.of(pod);
        return lack("cpu", asked.cpuMillis(), used.cpuMillis(), allocatable.cpuMillis())
                .or(() -> lack("memory", asked.memoryBytes(), used.memoryBytes(), allocatable.memoryBytes()))
                .or(() -> lack(
                        "ephemeral-storage", asked.storageBytes(), used.storageBytes(), allocatable.storageBytes()))
                .or(() -> lack("pods", asked.pods(), used.pods(), allocatable.pods()))
                .<Verdict>map(refused -> refused)
                .orElseGet(Verdict.Admitted::new);
    }

    /** Why the host could not have a pod if there were no other; empty if it could. */
    public Optional<String> exceeded(Pod pod) {
        Amount asked = Amount.of(pod);
        return exceeded("cpu", asked.cpuMillis(), allocatable.cpuMillis())
                .or(() -> exceeded("memory", asked.memoryBytes(), allocatable.memoryBytes()));
    }

    private static Optional<String> exceeded(String resource, long asked, long capacity) {
        return asked <= capacity
                ? Optional.empty()
                : Optional.of("Node didn't have enough capacity: " + resource + ", requested: " + asked + ", capacity: "
                        + capacity);
    }

    /** What the host has too little of for a pod; 0 of what it has enough of. */
    public Amount lacking(Pod pod, Amount used) {
        Amount asked = Amount.of(pod);
        return new Amount(
                lacking(asked.cpuMillis(), used.cpuMillis(), allocatable.cpuMillis()),
                lacking(asked.memoryBytes(), used.memoryBytes(), allocatable.memoryBytes()),
                lacking(asked.storageBytes(), used.storageBytes(), allocatable.storageBytes()),
                lacking(asked.pods(), used.pods(), allocatable.pods()));
    }

    private static long lacking(long asked, long used, long capacity) {
        return asked == 0 ? 0 : Math.max(0, used + asked - capacity);
    }

    private static Optional<Verdict.Refused> lack(String resource, long asked, long used, long capacity) {
        if (asked == 0 || asked <= capacity - used) {
            return Optional.empty();
        }
        return Optional.of(new Verdict.Refused(
                OUT_OF + resource,
                "Node didn't have enough resource: " + resource + ", requested: " + asked + ", used: " + used
                        + ", capacity: " + capacity,
                false));
    }
}
