package io.beemesh.agent.succession;

import io.beemesh.agent.state.group.KeptOrders;
import io.beemesh.agent.state.group.KeptOrders.KeptOrder;
import io.beemesh.agent.state.group.OpenGroup;
import io.beemesh.agent.state.group.OpenGroup.Standing;
import io.beemesh.agent.succession.HostPods.HostPod;
import io.beemesh.agent.succession.HostPods.Stage;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.raft.claims.ClaimTerms;
import io.beemesh.raft.claims.Taking;
import io.beemesh.raft.stores.Shelf;
import java.io.IOException;
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
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While a cluster is heard, keeps the orders of this host's pods in their groups; while it is silent, takes over pods
 * whose names nobody holds. The name is claimed first, so that of all members one takes a pod over, and none whose
 * former host may still run it. For one thread; blocks while a quorum is asked.
 */
final class Succession {
    /** For how long a cluster must be silent; a pod's name is free thirty seconds after its host was heard last. */
    static final Duration SILENT = Duration.ofSeconds(30);

    /** How long whoever held a name has to say that its pod ended by itself. */
    private static final Duration UNHELD = Duration.ofSeconds(5);

    /** How much longer a host waits for each pod of the group that it runs, so that one with fewer comes first. */
    private static final Duration EACH_POD = Duration.ofSeconds(3);

    private static final Duration AGAIN = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

    private final HostPods pods;
    private final UnaryOperator<String> holder;
    private final Clock steady;
    private final Silences silences;
    /** When a pod that nobody runs may be taken over from here, by its UID. */
    private final Map<String, Instant> due = new HashMap<>();

    private final Set<String> tooLong = new HashSet<>();

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
    }

    /**
     * One look at all groups.
     *
     * @param heard clusters whose leading provider this host is attached to
     */
    void look(Collection<OpenGroup> groups, Set<String> heard) {
        silences.heard(heard);
        List<HostPod> all = groups.isEmpty() ? List.of() : pods.all();
        Set<String> unheld = new HashSet<>();
        for (OpenGroup group : groups) {
            List<HostPod> own = all.stream()
                    .filter(pod ->
                            pod.order().getStateGroup().equals(group.uid().toString()))
                    .toList();
            if (group.standing() == Standing.ALONE) {
                continue;
            }
            if (heard.contains(group.cluster())) {
                keep(group, own);
            } else if (silences.of(group.cluster()).compareTo(SILENT) >= 0) {
                unheld.addAll(succeed(group, own));
            }
        }
        due.keySet().retainAll(unheld);
        tooLong.retainAll(all.stream().map(pod -> pod.order().getUid()).toList());
    }

    /** The leader forgets what the cluster does not want any more, be its host there or not. */
    private void keep(OpenGroup group, List<HostPod> own) {
        Map<String, KeptOrder> kept = new HashMap<>();
        group.orders().all().forEach(order -> kept.put(order.name(), order));
        for (HostPod pod : own) {
            KeptOrder before = kept.get(pod.name());
            if (pod.stage() == Stage.HOLDS && (before == null || !Essence.same(before.order(), pod.order()))) {
                keep(group, pod);
            }
        }
        if (group.standing() == Standing.LEADS && group.wanted().isPresent()) {
            kept.values().stream()
                    .filter(order ->
                            !group.wanted().get().contains(order.order().getUid()))
                    .forEach(order -> forget(group, order));
        }
    }

    private void keep(OpenGroup group, HostPod pod) {
        if (KeptOrders.fits(pod.order())) {
            boolean done = group.orders().keep(pod.name(), holder(pod.order()), pod.order());
            LOG.atDebug()
                    .addKeyValue("pod", pod.name())
                    .addKeyValue("kept", done)
                    .log("order of a pod");
        } else if (tooLong.add(pod.order().getUid())) {
            LOG.atWarn()
                    .addKeyValue("pod", pod.name())
                    .addKeyValue("bytes", pod.order().getSerializedSize())
                    .addKeyValue("most", Shelf.BYTES_MAX)
                    .log("a pod and what it names are too long for its group to keep; no other host can take it over");
        }
    }

    private static void forget(OpenGroup group, KeptOrder order) {
        boolean done = group.orders().forget(order);
        LOG.atDebug()
                .addKeyValue("pod", order.name())
                .addKeyValue("forgotten", done)
                .log("order of a pod that is not wanted any more");
    }

    /** Goes over the pods of a group; the UIDs of those that nobody runs. */
    private Set<String> succeed(OpenGroup group, List<HostPod> own) {
        Set<String> unheld = new HashSet<>();
        for (KeptOrder order : group.orders().all()) {
            String uid = order.order().getUid();
            Optional<HostPod> here =
                    own.stream().filter(pod -> pod.order().getUid().equals(uid)).findFirst();
            if (here.isPresent() && isOutrun(here.get(), order)) {
                forget(here.get());
            } else if (order.holder().isEmpty()) {
                unheld.add(uid);
                unheld(group, order, here, delay(own));
            }
        }
        return unheld;
    }

    /** Whether another host was given the pod after this one. */
    private static boolean isOutrun(HostPod here, KeptOrder order) {
        return here.stage() != Stage.HOLDS
                && here.order().getAttempt() < order.order().getAttempt();
    }

    private static Duration delay(List<HostPod> own) {
        long running = own.stream().filter(pod -> pod.stage() == Stage.HOLDS).count();
        return UNHELD.plus(EACH_POD.multipliedBy(running));
    }

    private void unheld(OpenGroup group, KeptOrder order, Optional<HostPod> here, Duration delay) {
        Stage stage = here.map(HostPod::stage).orElse(Stage.LOST);
        if (stage == Stage.OVER) {
            forget(group, order);
            return;
        }
        Instant now = steady.instant();
        boolean isDue = !now.isBefore(due.computeIfAbsent(order.order().getUid(), first -> now.plus(delay)));
        if (!isDue || stage != Stage.LOST) {
            return;
        }
        if (here.isPresent()) {
            forget(here.get());
        } else {
            take(group, order);
        }
    }

    /** What has stopped never runs again: it goes, and what comes has another attempt's number. */
    private void forget(HostPod pod) {
        try {
            pods.forget(pod.key());
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("pod", pod.name())
                    .addKeyValue("error", e.toString())
                    .log("a pod that was taken over cannot be removed; it is tried again");
        }
    }

    private void take(OpenGroup group, KeptOrder order) {
        RunPod next = order.order().toBuilder()
                .setAttempt(order.order().getAttempt() + 1)
                .build();
        if (!mayMove(order.order())) {
            return;
        }
        if (group.names().take(order.name(), holder(next), ClaimTerms.OF_POD.life())
                instanceof Taking.Taken(long lease, long token)) {
            boolean runs = group.orders().keep(order.name(), holder(next), next) && run(next);
            LOG.atInfo()
                    .addKeyValue("pod", order.name())
                    .addKeyValue("attempt", next.getAttempt())
                    .addKeyValue("token", token)
                    .addKeyValue("runs", runs)
                    .log("the cluster is silent and nobody runs a pod of a group: it is taken over");
            if (!runs) {
                group.names().giveBack(lease);
                due.put(next.getUid(), steady.instant().plus(AGAIN));
            }
        }
    }

    /** Not where its volumes are not. */
    private static boolean mayMove(RunPod order) {
        return order.getClaimsCount() == 0;
    }

    private boolean run(RunPod order) {
        try {
            return pods.run(order);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("podUid", order.getUid())
                    .addKeyValue("error", e.toString())
                    .log("a pod cannot be taken over; it is tried again");
            return false;
        }
    }

    private String holder(RunPod order) {
        return holder.apply(order.getUid());
    }
}
