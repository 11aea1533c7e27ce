package io.beemesh.agent.pods.eviction;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.agent.pods.status.Qos;
import io.beemesh.agent.spec.Pod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Which pods make room for a critical one: as few as will do, those without requests before those with, and guaranteed
 * ones last. Pure.
 *
 * <p><i>Source:</i> kubelet, preemption/preemption.go.
 */
public final class Preemption {
    /** What a pod that made room is told. */
    public static final String MESSAGE = "Preempted in order to admit critical pod";

    private Preemption() {}

    /** A pod that runs. */
    public record Candidate(PodKey key, Pod pod) {
        private Amount requests() {
            return Amount.of(pod);
        }
    }

    /**
     * The pods to stop.
     *
     * @param lacking what the host has too little of, at least 0 of each
     * @return empty if the pod is not critical, or not even all others would make room enough
     */
    public static Optional<List<PodKey>> choose(Pod critical, Amount lacking, List<Candidate> running) {
        List<Candidate> lesser = running.stream()
                .filter(candidate -> Priority.goesBefore(critical, candidate.pod()))
                .toList();
        if (!Priority.isCritical(critical) || !isEnough(lacking, lesser)) {
            return Optional.empty();
        }
        List<Candidate> bestEffort = of(Qos.BEST_EFFORT, lesser);
        List<Candidate> burstable = of(Qos.BURSTABLE, lesser);
        List<Candidate> guaranteed = nearest(of(Qos.GUARANTEED, lesser), left(lacking, joined(bestEffort, burstable)));
        List<Candidate> alsoBurstable = nearest(burstable, left(lacking, joined(bestEffort, guaranteed)));
        List<Candidate> alsoBestEffort = nearest(bestEffort, left(lacking, joined(alsoBurstable, guaranteed)));
        return Optional.of(Stream.of(alsoBestEffort, alsoBurstable, guaranteed)
                .flatMap(List::stream)
                .map(Candidate::key)
                .toList());
    }

    private static List<Candidate> of(Qos qos, List<Candidate> pods) {
        return pods.stream().filter(candidate -> Qos.of(candidate.pod()) == qos).toList();
    }

    private static List<Candidate> joined(List<Candidate> one, List<Candidate> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    private static boolean isEnough(Amount lacking, List<Candidate> pods) {
        return isNothing(left(lacking, pods));
    }

    /** One after the other the pod that leaves least to be wished for; of equals the smaller. */
    private static List<Candidate> nearest(List<Candidate> pods, Amount lacking) {
        List<Candidate> rest = new ArrayList<>(pods);
        List<Candidate> chosen = new ArrayList<>();
        Amount still = lacking;
        while (!isNothing(still) && !rest.isEmpty()) {
            Amount wished = still;
            Candidate best = rest.stream()
                    .min(Comparator.comparingDouble((Candidate candidate) -> distance(wished, candidate.requests()))
                            .thenComparingLong(candidate -> candidate.requests().memoryBytes())
                            .thenComparingLong(candidate -> candidate.requests().cpuMillis()))
                    .orElseThrow();
            rest.remove(best);
            chosen.add(best);
            still = left(still, List.of(best));
        }
        return chosen;
    }

    private static double distance(Amount wished, Amount given) {
        return part(wished.cpuMillis(), given.cpuMillis())
                + part(wished.memoryBytes(), given.memoryBytes())
                + part(wished.storageBytes(), given.storageBytes())
                + part(wished.pods(), given.pods());
    }

    private static double part(long wished, long given) {
        return wished <= given ? 0 : Math.pow((double) (wished - given) / wished, 2);
    }

    private static Amount left(Amount lacking, List<Candidate> pods) {
        Amount left = lacking;
        for (Candidate pod : pods) {
            Amount given = pod.requests();
            left = new Amount(
                    Math.max(0, left.cpuMillis() - given.cpuMillis()),
                    Math.max(0, left.memoryBytes() - given.memoryBytes()),
                    Math.max(0, left.storageBytes() - given.storageBytes()),
                    Math.max(0, left.pods() - given.pods()));
        }
        return left;
    }

    private static boolean isNothing(Amount amount) {
        return LongStream.of(amount.cpuMillis(), amount.memoryBytes(), amount.storageBytes(), amount.pods())
                .allMatch(part -> part == 0);
    }
}
