package io.beemesh.provider.placement;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.hosts.Amounts;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Chooses the host for a pod: first those that fit, then the best of them, by lot among equals.
 *
 * <p>The best has the fewest pods of the same controller; then it has been alive for longer, by orders of magnitude so
 * that minutes do not count against days; then it has more left.
 */
public final class Placer {
    private static final String REFUSED = "host refused";
    private static final String LOST = "host lost";
    private static final String ELSEWHERE = "volume on another host";
    private static final String MISMATCH = "architecture mismatch";

    /** What does not pass with time. */
    private static final Set<String> LASTING = Set.of(REFUSED, LOST, ELSEWHERE, MISMATCH);

    private final RandomGenerator random;

    /** A placer that draws its lots from {@code random}, which must bear use by many threads. */
    public Placer(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Chooses a host.
     *
     * @param wish what the pod asks for
     * @param hosts all that are known
     * @param refused those that said no a short while ago
     * @param now the time, for how long hosts have been alive
     */
    public Placement place(PodWish wish, List<HostView> hosts, Set<PeerId> refused, Instant now) {
        Map<String, Integer> reasons = new TreeMap<>();
        List<Candidate> candidates = new ArrayList<>();
        for (HostView host : hosts) {
            List<String> against = objections(wish, host, refused);
            if (against.isEmpty()) {
                candidates.add(candidate(wish, host, now));
            }
            against.forEach(reason -> reasons.merge(reason, 1, Integer::sum));
        }
        return candidates.stream()
                .min(Candidate.BEST_FIRST)
                .<Placement>map(best -> new Placement.Placed(
                        best.host().identity().peer(), best.host().identity().name()))
                .orElseGet(() -> new Placement.NoFit(
                        message(hosts.size(), reasons),
                        reasons.containsKey(REFUSED) && LASTING.containsAll(reasons.keySet())));
    }

    private static List<String> objections(PodWish wish, HostView host, Set<PeerId> refused) {
        if (!Set.of(host.identity().peer()).containsAll(wish.homes())) {
            return List.of(ELSEWHERE);
        }
        switch (host.state()) {
            case HostState.Away ignored -> {
                return List.of("host away");
            }
            case HostState.Lost ignored -> {
                return List.of(LOST);
            }
            case HostState.Attached attached -> {
                if (!attached.open()) {
                    return List.of("host not ready");
                }
            }
        }
        if (host.resources().unschedulable()) {
            return List.of("host unschedulable");
        }
        if (refused.contains(host.identity().peer())) {
            return List.of(REFUSED);
        }
        if (!wish.architecture().isEmpty()
                && !wish.architecture().equals(host.facts().getArchitecture())) {
            return List.of(MISMATCH);
        }
        if (!host.resources().pressures().isEmpty()) {
            return List.of("host under pressure");
        }
        return wish.lacking(host.free());
    }

    private Candidate candidate(PodWish wish, HostView host, Instant now) {
        String owner = wish.load().owner();
        long siblings = owner.isEmpty()
                ? 0
                : host.assigned().values().stream()
                        .filter(load -> load.owner().equals(owner))
                        .count();
        Amounts left = host.free().minus(wish.load().requests());
        Amounts all = host.resources().allocatable();
        double free = Math.min(
                share(left.cpuMillis(), all.cpuMillis()),
                Math.min(share(left.memoryBytes(), all.memoryBytes()), share(left.pods(), all.pods())));
        return new Candidate(host, siblings, magnitude(host.aliveSince(), now), free, random.nextLong());
    }

    private static double share(long part, long whole) {
        return whole <= 0 ? 0 : (double) part / whole;
    }

    /** How many bits the age in minutes has: 0 below a minute, 6 for an hour, 11 for a day, 14 for a week. */
    private static int magnitude(Instant since, Instant now) {
        long minutes = Math.max(0, Duration.between(since, now).toMinutes());
        return Long.SIZE - Long.numberOfLeadingZeros(minutes);
    }

    private static String message(int hosts, Map<String, Integer> reasons) {
        if (hosts == 0) {
            return "0/0 hosts fit: no host has joined";
        }
        return reasons.entrySet().stream()
                .map(reason -> reason.getValue() + " " + reason.getKey())
                .collect(Collectors.joining(", ", "0/" + hosts + " hosts fit: ", ""));
    }

    private record Candidate(HostView host, long siblings, int age, double free, long lot) {
        static final Comparator<Candidate> BEST_FIRST = Comparator.comparingLong(Candidate::siblings)
                .thenComparing(Comparator.comparingInt(Candidate::age).reversed())
                .thenComparing(Comparator.comparingDouble(Candidate::free).reversed())
                .thenComparingLong(Candidate::lot);
    }
}
