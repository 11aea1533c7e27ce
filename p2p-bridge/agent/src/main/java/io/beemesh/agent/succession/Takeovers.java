package io.beemesh.agent.succession;

import io.beemesh.agent.state.group.KeptOrders.KeptOrder;
import io.beemesh.agent.state.group.OpenGroup;
import io.beemesh.agent.succession.HostPods.HostPod;
import io.beemesh.agent.succession.HostPods.Stage;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.raft.claims.ClaimTerms;
import io.beemesh.raft.claims.Taking;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pods that this host takes over. The name is claimed first, so that of all members one takes a pod over, and none
 * whose former host may still run it. For one thread.
 */
final class Takeovers {
    /** How long a pod has to start, pulling its images included, before others may try. */
    private static final Duration START = Duration.ofMinutes(2);

    /** How long whoever had no room for a pod leaves it to others. */
    private static final Duration NO_ROOM = Duration.ofMinutes(1);

    /** How long whoever could not start a pod leaves it to others. */
    private static final Duration NO_START = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(Takeovers.class);

    private final HostPods pods;
    private final UnaryOperator<String> holder;
    private final Clock steady;
    private final Map<String, Instant> taken = new HashMap<>();
    private final Map<String, Instant> again = new HashMap<>();
    private final Set<String> wereHere = new HashSet<>();

    Takeovers(HostPods pods, UnaryOperator<String> holder, Clock steady) {
        this.pods = pods;
        this.holder = holder;
        this.steady = steady;
    }

    /** Forgets all pods but these, by their UIDs. */
    void retain(Collection<String> uids) {
        taken.keySet().retainAll(uids);
        again.keySet().retainAll(uids);
        wereHere.retainAll(uids);
    }

    /** A pod was this host's before: what it has of it, such as volumes, is here. */
    void wasHere(String uid) {
        wereHere.add(uid);
    }

    /** Claims a pod's name and has it run, if it may be here. */
    void take(OpenGroup group, KeptOrder kept) {
        if (steady.instant().isBefore(again.getOrDefault(kept.uid(), Instant.MIN))) {
            return;
        }
        Optional<RunPod> order = group.orders().open(kept).filter(this::mayBeHere);
        if (order.isPresent()
                && group.names().take(kept.name(), holder.apply(kept.uid()), ClaimTerms.OF_POD.life())
                        instanceof Taking.Taken(long lease, long token)) {
            // Neither is signed: whatever a provider says later is newer.
            RunPod next = order.get().toBuilder()
                    .setAttempt(kept.attempt() + 1)
                    .clearRevision()
                    .build();
            boolean runs = run(next);
            LOG.atInfo()
                    .addKeyValue("pod", kept.name())
                    .addKeyValue("attempt", next.getAttempt())
                    .addKeyValue("token", token)
                    .addKeyValue("admitted", runs)
                    .log("the cluster is silent and nobody runs a pod of a group: it is taken over");
            if (runs) {
                taken.put(kept.uid(), steady.instant());
            } else {
                group.names().giveBack(lease);
                again.put(kept.uid(), steady.instant().plus(NO_ROOM));
            }
        }
    }

    /** Not where its volumes are not. */
    private boolean mayBeHere(RunPod order) {
        return order.getClaimsCount() == 0 || wereHere.contains(order.getUid());
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

    /**
     * Gives a pod up that was taken over and has not run for too long: its name goes with it, and another host may try.
     */
    void judge(HostPod pod, KeptOrder kept) {
        String uid = pod.order().getUid();
        if (pod.stage() != Stage.HOLDS || pod.order().getAttempt() <= kept.attempt()) {
            taken.remove(uid);
            return;
        }
        // An agent that was started anew, or heard the cluster for a moment, counts from then on.
        Instant now = steady.instant();
        if (!now.isBefore(taken.computeIfAbsent(uid, same -> now).plus(START))) {
            taken.remove(uid);
            again.put(uid, now.plus(NO_START));
            remove(pod, "it was taken over, and does not start here");
        }
    }

    /** The cluster says what is to be done from now on. */
    void settle(String uid) {
        taken.remove(uid);
    }

    /** Removes a pod that does not run. What has stopped never runs again: what comes has another attempt's number. */
    void remove(HostPod pod, String why) {
        try {
            LOG.atInfo()
                    .addKeyValue("pod", pod.name())
                    .addKeyValue("reason", why)
                    .log("a pod of a group is removed");
            pods.forget(pod.key());
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("pod", pod.name())
                    .addKeyValue("error", e.toString())
                    .log("a pod of a group cannot be removed; it is tried again");
        }
    }
}
