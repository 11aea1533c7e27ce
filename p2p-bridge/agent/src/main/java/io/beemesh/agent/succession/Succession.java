package io.beemesh.agent.succession;

import io.beemesh.agent.state.group.KeptOrders;
import io.beemesh.agent.state.group.KeptOrders.KeptOrder;
import io.beemesh.agent.state.group.OpenGroup;
import io.beemesh.agent.state.group.OpenGroup.Standing;
import io.beemesh.agent.succession.HostPods.HostPod;
import io.beemesh.agent.succession.HostPods.Stage;
import io.beemesh.raft.stores.Shelf;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While a cluster is heard, keeps the orders of this host's pods in their groups; while it is silent, takes over pods
 * whose names nobody holds. For one thread; blocks while a quorum is asked.
 */
final class Succession {
    /** For how long a cluster must be silent; a pod's name is free thirty seconds after its host was heard last. */
    static final Duration SILENT = Duration.ofSeconds(30);

    /** How long whoever held a name has to say that its pod ended by itself. */
    private static final Duration UNHELD = Duration.ofSeconds(5);

    /** How much longer a host waits for each pod of the group that it has, so that one with fewer comes first. */
    private static final Duration EACH_POD = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

    private final HostPods pods;
    private final UnaryOperator<String> holder;
    private final Clock steady;
    private final Silences silences;
    private final Takeovers takeovers;
    /** When a pod that nobody runs may be taken over from here, by its UID. */
    private final Map<String, Instant> due = new HashMap<>();

    private final Set<String> unkept = new HashSet<>();
    /** Which pods the cluster wanted when it was heard last, group by group. */
    private final Map<UUID, Set<String>> wanted = new HashMap<>();
    /** Which pods' orders a group kept when it was seen last. */
    private final Map<UUID, Set<String>> seen = new HashMap<>();

    /**
     * Has taken nothing over.
     *
     * @param holder what a pod of this host calls itself when it claims its name
     * @param steady never jumps
     */
    Succession(HostPods pods, UnaryOperator<String> holder, Clock steady) {
        this.pods = pods;
        this.holder = holder;
        this.steady = steady;
        this.silences = new Silences(steady);
        this.takeovers = new Takeovers(pods, holder, steady);
    }

    /**
     * One look at all groups.
     *
     * @param heard clusters whose leading provider this host is attached to
     */
    void look(Collection<OpenGroup> groups, Set<String> heard) {
        silences.heard(heard);
        List<HostPod> all = groups.isEmpty() ? List.of() : pods.all();
        Set<String> known = new HashSet<>();
        for (OpenGroup group : groups) {
            List<HostPod> own = all.stream()
                    .filter(pod ->
                            pod.order().getStateGroup().equals(group.uid().toString()))
                    .toList();
            own.forEach(pod -> known.add(pod.order().getUid()));
            group.wanted().ifPresent(uids -> wanted.put(group.uid(), uids));
            if (group.standing() == Standing.IN_TOUCH) {
                List<KeptOrder> kept = group.orders().all();
                seen.put(group.uid(), kept.stream().map(KeptOrder::uid).collect(Collectors.toSet()));
                look(new Sight(group, kept, own), heard);
            }
            known.addAll(seen.getOrDefault(group.uid(), Set.of()));
        }
        due.keySet().retainAll(known);
        unkept.retainAll(known);
        takeovers.retain(known);
        Set<UUID> open = groups.stream().map(OpenGroup::uid).collect(Collectors.toSet());
        wanted.keySet().retainAll(open);
        seen.keySet().retainAll(open);
    }

    /** A group as it was just seen: the orders that it keeps, and this host's pods of it. */
    private record Sight(OpenGroup group, List<KeptOrder> kept, List<HostPod> own) {}

    private void look(Sight sight, Set<String> heard) {
        String cluster = sight.group().cluster();
        if (heard.contains(cluster)) {
            sight.kept().forEach(order -> due.remove(order.uid()));
            sight.own().forEach(pod -> takeovers.settle(pod.order().getUid()));
            keepOrders(sight);
        } else if (silences.of(cluster).compareTo(SILENT) >= 0) {
            succeed(sight);
        }
    }

    /** Whoever hears what the cluster wants forgets the rest, be its host there or not. */
    private void keepOrders(Sight sight) {
        OpenGroup group = sight.group();
        Map<String, KeptOrder> kept =
                sight.kept().stream().collect(Collectors.toMap(KeptOrder::name, Function.identity()));
        for (HostPod pod : sight.own()) {
            KeptOrder before = kept.get(pod.name());
            if (pod.stage().holdsName() && (before == null || !before.isAsGoodAs(pod.order()))) {
                keepOrder(group, pod);
            }
        }
        group.wanted().ifPresent(wanted -> kept.values().stream()
                .filter(order -> !wanted.contains(order.uid()))
                .forEach(order -> dropOrder(group, order)));
    }

    private void keepOrder(OpenGroup group, HostPod pod) {
        if (!group.orders().isSigned(pod.order())) {
            warn(pod, "is not signed by its mesh's authority, as a provider of an earlier release leaves it");
        } else if (!KeptOrders.fits(pod.order())) {
            warn(pod, "has more than " + Shelf.BYTES_MAX + " bytes");
        } else {
            boolean done =
                    group.orders().keep(pod.name(), holder.apply(pod.order().getUid()), pod.order());
            LOG.atDebug()
                    .addKeyValue("pod", pod.name())
                    .addKeyValue("kept", done)
                    .log("order of a pod");
        }
    }

    private void warn(HostPod pod, String why) {
        if (unkept.add(pod.order().getUid())) {
            LOG.atWarn()
                    .addKeyValue("pod", pod.name())
                    .addKeyValue("bytes", pod.order().getSerializedSize())
                    .addKeyValue("reason", "it " + why)
                    .log("a pod's order is not kept by its group; no other host can take the pod over");
        }
    }

    private static void dropOrder(OpenGroup group, KeptOrder order) {
        boolean done = group.orders().forget(order);
        LOG.atDebug()
                .addKeyValue("pod", order.name())
                .addKeyValue("forgotten", done)
                .log("order of a pod that is not wanted any more");
    }

    private void succeed(Sight sight) {
        OpenGroup group = sight.group();
        long here = sight.own().stream().filter(pod -> pod.stage().holdsName()).count();
        Set<String> last = wanted.get(group.uid());
        // A member could have kept the order of a pod that was replaced or scaled away.
        for (KeptOrder order : sight.kept().stream()
                .filter(one -> last == null || last.contains(one.uid()))
                .toList()) {
            Optional<HostPod> pod = sight.own().stream()
                    .filter(one -> one.order().getUid().equals(order.uid()))
                    .findFirst();
            if (order.holder().isPresent()) {
                due.remove(order.uid());
                held(group, order, pod);
            } else {
                unheld(group, order, pod, UNHELD.plus(EACH_POD.multipliedBy(here)));
            }
        }
    }

    /** A name that this host claimed, and nobody answered, is its own without a pod. */
    private void held(OpenGroup group, KeptOrder order, Optional<HostPod> pod) {
        boolean isOurs =
                order.holder().filter(holder.apply(order.uid())::equals).isPresent();
        if (pod.isEmpty() && isOurs) {
            takeovers.take(group, order);
        } else if (pod.isPresent() && pod.get().stage() == Stage.LOST && isElsewhere(order) && !isOurs) {
            takeovers.remove(pod.get(), "another host took it over");
        } else {
            pod.ifPresent(one -> takeovers.judge(one, order));
        }
    }

    /** Whether that very pod holds the name, and not another one. */
    private static boolean isElsewhere(KeptOrder order) {
        return order.holder().filter(by -> by.startsWith(order.uid() + "@")).isPresent();
    }

    private void unheld(OpenGroup group, KeptOrder order, Optional<HostPod> pod, Duration delay) {
        Stage stage = pod.map(HostPod::stage).orElse(Stage.LOST);
        if (stage == Stage.OVER) {
            dropOrder(group, order);
            return;
        }
        Instant now = steady.instant();
        boolean isDue = !now.isBefore(due.computeIfAbsent(order.uid(), first -> now.plus(delay)));
        if (!isDue || stage != Stage.LOST) {
            return;
        }
        if (pod.isPresent()) {
            takeovers.wasHere(order.uid());
            takeovers.remove(pod.get(), "it was lost here, and is taken over anew");
        } else {
            takeovers.take(group, order);
        }
    }
}
