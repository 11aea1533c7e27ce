package io.beemesh.provider.state;

import io.beemesh.libp2p.identity.PeerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which hosts are to be members of a group, and which of them vote: those that have the workload's pods, and as many
 * members from before as replicas are missing, since their data is worth more than none.
 *
 * @param members at most {@value #MEMBERS_MAX}
 * @param voters one, three or five of them
 */
public record MemberPlan(List<PeerId> members, Set<PeerId> voters) {
    /** Further hosts with pods of the workload are no members: their pods wait. */
    public static final int MEMBERS_MAX = 16;

    private static final int VOTERS_MAX = 5;

    /** Keeps copies. */
    public MemberPlan {
        members = List.copyOf(members);
        voters = Set.copyOf(voters);
    }

    /**
     * A host that may be a member.
     *
     * @param aliveSince since when it has been alive: the longer, the rather it is chosen
     * @param hasPod whether it has a pod of the workload
     * @param reachable whether it is attached
     * @param before what it was in the plan before
     */
    public record Seat(PeerId host, Instant aliveSince, boolean hasPod, boolean reachable, Before before) {}

    /** What a host was before. */
    public enum Before {
        /** It voted. */
        VOTER,
        /** It had the data. */
        LEARNER,
        /** It was no member. */
        STRANGER
    }

    private static final Comparator<Seat> BEST = Comparator.comparing((Seat seat) -> !seat.hasPod())
            .thenComparing(seat -> !seat.reachable())
            .thenComparing(Seat::before)
            .thenComparing(Seat::aliveSince)
            .thenComparing(seat -> seat.host().toString());

    /**
     * Decides.
     *
     * @param seats hosts that have pods of the workload or were members
     * @param replicas that the workload wants
     */
    public static MemberPlan of(Collection<Seat> seats, int replicas) {
        long pods = seats.stream().filter(Seat::hasPod).count();
        long wanted = Math.min(MEMBERS_MAX, Math.max(pods, replicas));
        List<Seat> chosen = seats.stream()
                .filter(seat -> seat.hasPod() || seat.before() != Before.STRANGER)
                .sorted(BEST)
                .limit(wanted)
                .toList();
        List<PeerId> members = new ArrayList<>();
        Set<PeerId> voters = new HashSet<>();
        int votes = voters(chosen.size());
        for (Seat seat : chosen) {
            members.add(seat.host());
            if (voters.size() < votes) {
                voters.add(seat.host());
            }
        }
        return new MemberPlan(members, voters);
    }

    /** Odd: one more would have to agree, and no more could be lost. */
    private static int voters(int members) {
        int most = Math.min(members, VOTERS_MAX);
        return most % 2 == 0 ? Math.max(0, most - 1) : most;
    }
}
