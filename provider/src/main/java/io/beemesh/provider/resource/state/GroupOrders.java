package io.beemesh.provider.resource.state;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.wire.StateMember;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.HostView;
import io.beemesh.provider.placement.Assignment;
import io.beemesh.provider.resource.state.StateGroupStatus.Order;
import io.beemesh.provider.resource.state.StateGroupStatus.Seat;
import io.beemesh.provider.state.MemberPlan;
import io.beemesh.provider.state.MemberPlan.Before;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What hosts are to be told of a group, from its pods and what they were told before. */
final class GroupOrders {
    private final HostTable table;

    GroupOrders(HostTable table) {
        this.table = table;
    }

    /**
     * The order that holds from now on; the same if nothing has changed.
     *
     * @param pods of the workload
     * @param replicas that it wants
     * @param seen what the last round found out
     */
    Order next(Order before, List<Pod> pods, int replicas, Seen seen) {
        MemberPlan plan = MemberPlan.of(seats(before, pods), replicas);
        List<Seat> members = plan.members().stream()
                .map(host -> new Seat(host.toString(), plan.voters().contains(host)))
                .toList();
        if (members.isEmpty()) {
            // No pod has a host now: whoever has the data keeps it.
            return before;
        }
        String founder = founder(before, plan, seen);
        List<String> leaving = leaving(before, members, seen);
        Order same = new Order(before.number(), founder, members, leaving);
        return same.equals(before) ? before : new Order(before.number() + 1, founder, members, leaving);
    }

    /**
     * What the last round found out.
     *
     * @param begun whether the group has a leader, or had one
     * @param left hosts where nothing of the group is
     */
    record Seen(boolean begun, Set<String> left) {}

    /** The same host until the group has begun: two would begin two groups. */
    private static String founder(Order before, MemberPlan plan, Seen seen) {
        if (seen.begun() || (before.number() > 0 && before.founder().isEmpty())) {
            return "";
        }
        boolean chosen = !before.founder().isEmpty()
                && (plan.members().contains(PeerId.parse(before.founder()))
                        || !seen.left().contains(before.founder()));
        return chosen ? before.founder() : plan.members().getFirst().toString();
    }

    private List<String> leaving(Order before, List<Seat> members, Seen seen) {
        Set<String> stay = members.stream().map(Seat::peerId).collect(Collectors.toSet());
        Set<String> going = new LinkedHashSet<>(before.leaving());
        before.members().forEach(seat -> going.add(seat.peerId()));
        going.removeAll(stay);
        // Whoever is away leaves when it comes back: it is told then which groups it has.
        going.removeIf(peer -> seen.left().contains(peer) || !isOpen(PeerId.parse(peer)));
        return List.copyOf(going);
    }

    boolean isOpen(PeerId peer) {
        return table.state(peer) instanceof HostState.Attached attached && attached.open();
    }

    private List<MemberPlan.Seat> seats(Order before, List<Pod> pods) {
        Map<PeerId, Before> hosts = new LinkedHashMap<>();
        before.members()
                .forEach(seat -> hosts.put(PeerId.parse(seat.peerId()), seat.voter() ? Before.VOTER : Before.LEARNER));
        Set<PeerId> withPods = pods.stream()
                .flatMap(pod -> Assignment.of(pod).stream())
                .map(Assignment::host)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        withPods.forEach(host -> hosts.putIfAbsent(host, Before.STRANGER));
        List<MemberPlan.Seat> seats = new ArrayList<>();
        hosts.forEach((host, was) ->
                seats.add(new MemberPlan.Seat(host, aliveSince(host), withPods.contains(host), isOpen(host), was)));
        return seats;
    }

    private Instant aliveSince(PeerId host) {
        return table.find(host).map(HostView::aliveSince).orElse(Instant.MAX);
    }

    /** An order in the words of the protocol. */
    io.beemesh.mesh.wire.StateGroup wire(String clusterId, String uid, Order order) {
        return io.beemesh.mesh.wire.StateGroup.newBuilder()
                .setClusterId(clusterId)
                .setUid(uid)
                .setNumber(order.number())
                .setFounder(order.founder())
                .addAllMembers(order.members().stream().map(this::wire).toList())
                .build();
    }

    private StateMember wire(Seat seat) {
        Optional<HostView> host = table.find(PeerId.parse(seat.peerId()));
        StateMember.Builder member =
                StateMember.newBuilder().setPeerId(seat.peerId()).setLearner(!seat.voter());
        host.ifPresent(view -> member.setAliveSinceMs(view.aliveSince().toEpochMilli())
                .addAllAddresses(view.facts().getPeerAddressesList()));
        return member.build();
    }

    /** What a person calls a host. */
    String nameOf(String peer) {
        return table.find(PeerId.parse(peer))
                .map(host -> host.identity().name())
                .orElse(peer);
    }
}
