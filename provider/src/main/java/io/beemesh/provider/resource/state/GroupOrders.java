package io.beemesh.provider.resource.state;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.wire.StateMember;
import io.beemesh.provider.hosts.HostIdentity;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.HostView;
import io.beemesh.provider.placement.Assignment;
import io.beemesh.provider.resource.state.StateGroupSpec.Recovery;
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
import org.jspecify.annotations.Nullable;

/** What hosts are to be told of a group, from its pods and what they were told before. */
final class GroupOrders {
    /** Whom a definition has room for; others hear of it when they attach. */
    private static final int LEAVING_MAX = 64;

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
        if (before.beginsAnew() && !seen.begun()) {
            return before;
        }
        MemberPlan plan = MemberPlan.of(seats(before, pods, seen), replicas);
        List<Seat> members = plan.members().stream()
                .map(host -> new Seat(host.toString(), plan.voters().contains(host)))
                .toList();
        if (members.isEmpty()) {
            // No pod has a host now: whoever has the data keeps it.
            return before;
        }
        String founder = founder(before, plan, seen);
        List<String> leaving = leaving(before, members, seen);
        Order same = new Order(before.number(), before.incarnation(), founder, members, leaving);
        return same.equals(before) ? before : before.next(founder, members, leaving);
    }

    /** The order that a recovery asks for; empty if it was given before, or names a host that nobody knows. */
    Optional<Order> anew(Order before, @Nullable Recovery recovery) {
        return due(before, recovery).flatMap(it -> find(it.host()).map(host -> before.anew(host, it.incarnation())));
    }

    /** Why a recovery is not begun, for people; empty if it was, or none is asked for. */
    String refusal(Order before, @Nullable Recovery recovery) {
        return due(before, recovery)
                .filter(it -> find(it.host()).isEmpty())
                .map(it -> "recovery from host '" + it.host() + "' (expected: the name of an EdgeHost)")
                .orElse("");
    }

    private static Optional<Recovery> due(Order before, @Nullable Recovery recovery) {
        return Optional.ofNullable(recovery).filter(it -> it.incarnation() > before.incarnation());
    }

    private Optional<PeerId> find(String name) {
        return table.snapshot().stream()
                .map(HostView::identity)
                .filter(host -> host.name().equals(name))
                .map(HostIdentity::peer)
                .findFirst();
    }

    /**
     * What the last round found out.
     *
     * @param begun whether the group has a leader, or had one
     * @param open hosts where the group is open
     * @param left hosts where nothing of the group is
     * @param damaged hosts that cannot read what they have of it
     * @param taken whom the group has as members; empty if nobody leads
     */
    record Seen(boolean begun, Set<String> open, Set<String> left, Set<String> damaged, Optional<Set<String>> taken) {
        static final Seen NOTHING = new Seen(false, Set.of(), Set.of(), Set.of(), Optional.empty());

        /** Whether the group may still count on a host's data. */
        boolean counts(String peer) {
            return taken.map(members -> members.contains(peer)).orElse(true);
        }
    }

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
        going.removeIf(peer -> !seen.counts(peer) && (seen.left().contains(peer) || !isOpen(PeerId.parse(peer))));
        return going.stream().limit(LEAVING_MAX).toList();
    }

    /**
     * Whether a host has to be out before it may be in: the group counts on data that it has no more, and it could help
     * to elect a leader without what it had helped to acknowledge.
     */
    private static boolean mustLeave(String peer, Order before, Seen seen) {
        return seen.damaged().contains(peer)
                || (before.leaving().contains(peer) && !seen.open().contains(peer) && seen.counts(peer));
    }

    boolean isOpen(PeerId peer) {
        return table.state(peer) instanceof HostState.Attached attached && attached.open();
    }

    private List<MemberPlan.Seat> seats(Order before, List<Pod> pods, Seen seen) {
        Map<PeerId, Before> hosts = new LinkedHashMap<>();
        before.members()
                .forEach(seat -> hosts.put(PeerId.parse(seat.peerId()), seat.voter() ? Before.VOTER : Before.LEARNER));
        Set<PeerId> withPods = pods.stream()
                .flatMap(pod -> Assignment.of(pod).stream())
                .map(Assignment::host)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        withPods.forEach(host -> hosts.putIfAbsent(host, Before.STRANGER));
        hosts.keySet().removeIf(host -> mustLeave(host.toString(), before, seen));
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
                .setIncarnation(order.incarnation())
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
