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
 * Which pod goes when the host runs out of memory or disk: one that uses more than it asked for before all others, of
 * these the one of the lowest priority, of these the one that uses most beyond its request. Critical pods stay. Pure.
 *
 * <p><i>Source:</i> kubelet, eviction/helpers.go rankMemoryPressure, rankDiskPressureFunc and evictionMessage.
 */
public final class Eviction {
    private Eviction() {}

    /** What can be short. */
    public enum Scarce {
        /** Memory. */
        MEMORY("memory"),
        /** Room on a disk. */
        STORAGE("ephemeral-storage");

        private final String resource;

        Scarce(String resource) {
            this.resource = resource;
        }

        private long requested(Pod pod) {
            Amount requested = Amount.of(pod);
            return this == MEMORY ? requested.memoryBytes() : requested.storageBytes();
        }

        private Quantity requested(Container container) {
            return container.resources().requests().getOrDefault(resource, Quantity.ZERO);
        }
    }

    /**
     * What a pod uses, in bytes.
     *
     * @param containers by their names
     * @param volumes of the whole pod; nothing of its memory
     */
    public record Use(Map<String, Long> containers, long volumes) {
        /** Copies the map. */
        public Use {
            containers = Map.copyOf(containers);
        }

        private long total() {
            return volumes
                    + containers.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Measures what a pod uses of what is short; what cannot be measured is nothing. */
    public interface Meter {
        /** Now. */
        Use of(PodKey key, Pod pod);
    }

    /** A pod that runs. */
    public record Candidate(PodKey key, Pod pod, Use use) {
        private long beyondRequest(Scarce what) {
            return use.total() - what.requested(pod);
        }
    }

    /** How much of what is left, and how much has to be. */
    public record Shortage(Scarce what, long availableBytes, Quantity threshold) {}

    /** The pod that goes, and what it is told. */
    public record Victim(PodKey key, String message) {}

    /** The first that goes; none if only critical pods run. */
    public static Optional<Victim> choose(List<Candidate> running, Shortage shortage) {
        return running.stream()
                .filter(candidate -> !Priority.isCritical(candidate.pod()))
                .min(Comparator.comparing((Candidate candidate) -> candidate.beyondRequest(shortage.what()) <= 0)
                        .thenComparing(candidate -> candidate.pod().placement().priority())
                        .thenComparing(
                                candidate -> candidate.beyondRequest(shortage.what()), Comparator.reverseOrder()))
                .map(candidate -> new Victim(candidate.key(), message(candidate, shortage)));
    }

    private static String message(Candidate candidate, Shortage shortage) {
        String resource = shortage.what().resource;
        StringBuilder message = new StringBuilder(
                        "The node was low on resource: " + resource + ". Threshold quantity: ")
                .append(shortage.threshold().text())
                .append(", available: ")
                .append(Quantity.ofBytes(shortage.availableBytes()).text())
                .append(". ");
        candidate.pod().allContainers().forEach(container -> {
            long used = candidate.use().containers().getOrDefault(container.name(), 0L);
            Quantity requested = shortage.what().requested(container);
            if (used > requested.units()) {
                message.append("Container %s was using %s, request is %s, has larger consumption of %s. "
                        .formatted(container.name(), Quantity.ofBytes(used).text(), requested.text(), resource));
            }
        });
        return message.toString();
    }
}
