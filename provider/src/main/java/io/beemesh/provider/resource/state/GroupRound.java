package io.beemesh.provider.resource.state;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.pod.GroupOutcome;
import io.beemesh.mesh.pod.PodClient;
import io.beemesh.mesh.wire.GroupState;
import io.beemesh.mesh.wire.StateClaim;
import io.beemesh.mesh.wire.StateMember;
import io.beemesh.provider.resource.state.StateGroupStatus.Member;
import io.beemesh.provider.resource.state.StateGroupStatus.Order;
import io.beemesh.provider.resource.state.StateGroupStatus.Seat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the hosts of a group answered when they were told who its members are to be.
 *
 * @param order that they were told
 * @param answers by peer id; whoever did not answer is missing
 */
record GroupRound(Order order, Map<String, GroupState> answers) {
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration QUORUM_RECENT = Duration.ofSeconds(10);
    private static final String LEADER = "leader";

    /**
     * Tells all hosts of an order that can be told, at once. Blocks until they have answered, or for {@link #PATIENCE}:
     * one that was cut off a moment ago does not keep the others' answers.
     */
    static GroupRound tell(PodClient hosts, GroupOrders orders, io.beemesh.mesh.wire.StateGroup group, Order order)
            throws InterruptedException {
        Set<String> told = new LinkedHashSet<>(order.leaving());
        order.members().forEach(seat -> told.add(seat.peerId()));
        Map<String, FutureTask<Optional<GroupState>>> asked = new LinkedHashMap<>();
        for (String name : told) {
            PeerId peer = PeerId.parse(name);
            if (orders.isOpen(peer)) {
                FutureTask<Optional<GroupState>> answer = new FutureTask<>(() -> answer(hosts.group(peer, group)));
                Thread.ofVirtual().name("bm-group-order-" + name).start(answer);
                asked.put(name, answer);
            }
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        Map<String, GroupState> answers = new LinkedHashMap<>();
        for (Map.Entry<String, FutureTask<Optional<GroupState>>> one : asked.entrySet()) {
            await(one.getValue(), end - System.nanoTime()).ifPresent(state -> answers.put(one.getKey(), state));
        }
        return new GroupRound(order, answers);
    }

    private static Optional<GroupState> answer(GroupOutcome outcome) {
        return outcome instanceof GroupOutcome.Noted(GroupState state) ? Optional.of(state) : Optional.empty();
    }

    private static Optional<GroupState> await(FutureTask<Optional<GroupState>> answer, long nanos)
            throws InterruptedException {
        try {
            return answer.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        }
    }

    /** What the next order depends on. */
    GroupOrders.Seen seen() {
        boolean begun =
                answers.values().stream().anyMatch(state -> !state.getLeader().isEmpty());
        Optional<Set<String>> taken = leading().map(state -> state.getMembersList().stream()
                .map(StateMember::getPeerId)
                .collect(Collectors.toSet()));
        return new GroupOrders.Seen(
                begun,
                hosts(GroupState::getOpen),
                hosts(state -> !state.getOpen() && !state.getDamaged()),
                hosts(GroupState::getDamaged),
                taken);
    }

    private Set<String> hosts(Predicate<GroupState> which) {
        return answers.entrySet().stream()
                .filter(answer -> which.test(answer.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** What the leader says; a member that leads no longer and does not know it yet has an older term. */
    Optional<GroupState> leading() {
        return answers.entrySet().stream()
                .filter(answer -> answer.getValue().getLeader().equals(answer.getKey()))
                .map(Map.Entry::getValue)
                .max(Comparator.comparingLong(GroupState::getTerm));
    }

    /** Whether any member that answered leads, or hears whoever does. */
    boolean hasQuorum() {
        return answers.values().stream()
                .anyMatch(state -> !state.getLeader().isEmpty()
                        && state.getQuorumAgeMs() >= 0
                        && state.getQuorumAgeMs() < QUORUM_RECENT.toMillis());
    }

    /** The UID of the pod that holds the leadership among pods. */
    Optional<String> leaderPod() {
        return answers.values().stream()
                .flatMap(state -> state.getClaimsList().stream())
                .filter(claim -> claim.getName().equals(LEADER))
                .max(Comparator.comparingLong(StateClaim::getToken))
                .map(StateClaim::getPodUid);
    }

    /** How each member is doing. */
    List<Member> members(GroupOrders orders) {
        Optional<GroupState> leading = leading();
        List<Member> members = new ArrayList<>();
        for (Seat seat : order.members()) {
            members.add(new Member(
                    orders.nameOf(seat.peerId()),
                    seat.voter() ? "Voter" : "Learner",
                    state(seat.peerId(), leading),
                    lag(seat.peerId(), leading)));
        }
        return members;
    }

    private String state(String peer, Optional<GroupState> leading) {
        GroupState answer = answers.get(peer);
        if (answer == null) {
            return "Away";
        }
        if (answer.getDamaged()) {
            return "Damaged";
        }
        boolean taken = leading.filter(state -> has(state, peer)).isPresent();
        if (!answer.getOpen() || !taken) {
            return "Joining";
        }
        return leading.get().getLeader().equals(peer) ? "Leader" : "Follower";
    }

    private static boolean has(GroupState state, String peer) {
        return state.getMembersList().stream()
                .anyMatch(member -> member.getPeerId().equals(peer));
    }

    private long lag(String peer, Optional<GroupState> leading) {
        if (leading.isEmpty() || leading.get().getLeader().equals(peer)) {
            return 0;
        }
        long matched = leading.get().getMembersList().stream()
                .filter(member -> member.getPeerId().equals(peer))
                .mapToLong(StateMember::getMatched)
                .findFirst()
                .orElse(0);
        return Math.max(0, leading.get().getCommitted() - matched);
    }

    /** What keeps members from following the order, for people; empty if nothing does. */
    String problems(GroupOrders orders) {
        List<String> all = new ArrayList<>();
        answers.forEach((peer, state) -> {
            if (!state.getProblem().isEmpty()) {
                all.add(orders.nameOf(peer) + ": " + state.getProblem());
            }
        });
        return String.join("; ", all);
    }
}
