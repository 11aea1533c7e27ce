package io.beemesh.agent.pods.eviction;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Quantity;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which pod goes when the host runs out of memory: one that uses more than it asked for before all others, of these the
 * one of the lowest priority, of these the one that uses most beyond its request. Critical pods stay. Pure.
 *
 * <p><i>Source:</i> kubelet, eviction/helpers.go rankMemoryPressure and evictionMessage.
 */
public final class Eviction {
    private Eviction() {}

    /**
     * A pod that runs.
     *
     * @param usageBytes the memory that its containers use, by their names
     */
    public record Candidate(PodKey key, Pod pod, Map<String, Long> usageBytes) {
        /** Copies the map. */
        public Candidate {
            usageBytes = Map.copyOf(usageBytes);
        }

        private long beyondRequest() {
            long used = usageBytes.values().stream().mapToLong(Long::longValue).sum();
            return used - Amount.of(pod).memoryBytes();
        }
    }

    /** How much memory is left, and how much has to be. */
    public record Shortage(long availableBytes, Quantity threshold) {}

    /** The pod that goes, and what it is told. */
    public record Victim(PodKey key, String message) {}

    /** The first that goes; none if only critical pods run. */
    public static Optional<Victim> choose(List<Candidate> running, Shortage shortage) {
        return running.stream()
                .filter(candidate -> !Priority.isCritical(candidate.pod()))
                .min(Comparator.comparing((Candidate candidate) -> candidate.beyondRequest() <= 0)
                        .thenComparing(candidate -> candidate.pod().placement().priority())
                        .thenComparing(Candidate::beyondRequest, Comparator.reverseOrder()))
                .map(candidate -> new Victim(candidate.key(), message(candidate, shortage)));
    }

    private static String message(Candidate candidate, Shortage shortage) {
        StringBuilder message = new StringBuilder("The node was low on resource: memory. Threshold quantity: ")
                .append(shortage.threshold().text())
                .append(", available: ")
                .append(Quantity.ofBytes(shortage.availableBytes()).text())
                .append(". ");
        candidate.pod().allContainers().forEach(container -> {
            long used = candidate.usageBytes().getOrDefault(container.name(), 0L);
            if (used > request(container).units()) {
                message.append("Container %s was using %s, request is %s, has larger consumption of memory. "
                        .formatted(
                                container.name(),
                                Quantity.ofBytes(used).text(),
                                request(container).text()));
            }
        });
        return message.toString();
    }

    private static Quantity request(Container container) {
        return container.resources().requests().getOrDefault("memory", Quantity.ZERO);
    }
}
