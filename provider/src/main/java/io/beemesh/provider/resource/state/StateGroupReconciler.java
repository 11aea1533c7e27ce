package io.beemesh.provider.resource.state;

import com.google.protobuf.ByteString;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.pod.GroupOutcome;
import io.beemesh.provider.kube.workload.StatefulSets;
import io.beemesh.provider.resource.ConditionFact;
import io.beemesh.provider.resource.ConditionFact.Truth;
import io.beemesh.provider.resource.Operators;
import io.beemesh.provider.resource.state.StateGroupStatus.Order;
import io.beemesh.provider.state.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Has hosts be members of groups as their pods are placed, and says how they are doing. What hosts are told is written
 * first: whoever leads next tells the same.
 */
@ControllerConfiguration(name = "stategroup")
final class StateGroupReconciler implements Reconciler<StateGroup>, Cleaner<StateGroup> {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration REMOVAL_LOOK = Duration.ofSeconds(1);
    private static final String READY = "Ready";
    private static final String HELP =
            "; if most of those that vote are gone for good, see `state recover` in deploy/docs/work-plane.md";

    private final GroupMeans means;
    private final GroupOrders orders;
    private final GroupLabels labels;
    private final SimpleInboundEventSource<StateGroup> changes = new SimpleInboundEventSource<>();
    private final Map<String, GroupOrders.Seen> seen = new ConcurrentHashMap<>();
    private final Map<String, Instant> led = new ConcurrentHashMap<>();
    // What was written a moment ago, which the cache may not have yet.
    private final Map<String, Order> written = new ConcurrentHashMap<>();
    private volatile Optional<IndexerResourceCache<StateGroup>> cache = Optional.empty();

    StateGroupReconciler(GroupMeans means) {
        this.means = means;
        this.orders = new GroupOrders(means.table());
        this.labels = new GroupLabels(means.cluster().labels());
    }

    /** The groups that a host is a member of, by their UIDs. */
    Set<String> of(PeerId host) {
        String peer = host.toString();
        Set<String> uids = cache.stream()
                .flatMap(known -> known.list())
                .filter(group -> group.getMetadata().getDeletionTimestamp() == null)
                .filter(group -> names(order(group), peer))
                .map(StateGroupReconciler::uid)
                .collect(Collectors.toSet());
        written.forEach((uid, order) -> {
            if (names(order, peer)) {
                uids.add(uid);
            }
        });
        return uids;
    }

    private static boolean names(Order order, String peer) {
        return order.members().stream().anyMatch(seat -> seat.peerId().equals(peer));
    }

    /** The UID of a workload's group; empty if it has none yet. */
    Optional<String> of(Workload workload) {
        return cache.flatMap(groups -> groups.get(new ResourceID(workload.groupName(), workload.namespace())))
                .filter(group -> workload(group).equals(workload.uid()))
                .filter(group -> group.getMetadata().getDeletionTimestamp() == null)
                .map(StateGroupReconciler::uid);
    }

    /** Has a group looked at again; whether there is one of that name, be it of a workload from before. */
    boolean nudge(String namespace, String name) {
        ResourceID id = new ResourceID(name, namespace);
        boolean known = cache.flatMap(groups -> groups.get(id)).isPresent();
        if (known) {
            changes.propagateEvent(id);
        }
        return known;
    }

    @Override
    public List<EventSource<?, StateGroup>> prepareEventSources(EventSourceContext<StateGroup> context) {
        cache = Optional.of(context.getPrimaryCache());
        return List.of(changes);
    }

    @Override
    public UpdateControl<StateGroup> reconcile(StateGroup held, Context<StateGroup> context) {
        if (!means.cluster().pods().synced() || !means.cluster().sets().synced()) {
            return UpdateControl.<StateGroup>noUpdate().rescheduleAfter(LOOK_EVERY);
        }
        try {
            return look(held);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UpdateControl.noUpdate();
        }
    }

    private UpdateControl<StateGroup> look(StateGroup held) throws InterruptedException {
        String uid = uid(held);
        List<Pod> pods = pods(held);
        Order order = newest(held);
        Optional<Order> anew = orders.anew(order, held.getSpec().recovery());
        anew.ifPresent(ignored -> seen.remove(uid));
        GroupOrders.Seen last = seen.getOrDefault(uid, GroupOrders.Seen.NOTHING);
        Order next = anew.orElseGet(() -> orders.next(order, pods, replicas(held, pods), last));
        if (next.number() != order(held).number()) {
            written.put(uid, next);
            return Operators.patchStatus(new StateGroup(), held, status(held).ordered(next))
                    .rescheduleAfter(SOON);
        }
        GroupRound round = GroupRound.tell(means.hosts(), orders, wire(uid, next, pods), next);
        seen.put(uid, round.seen());
        noteLeader(uid, round);
        labels.show(pods, round);
        StateGroupStatus wanted = status(held, round, pods);
        return wanted.equals(status(held))
                ? UpdateControl.<StateGroup>noUpdate().rescheduleAfter(LOOK_EVERY)
                : Operators.patchStatus(new StateGroup(), held, wanted).rescheduleAfter(LOOK_EVERY);
    }

    private io.beemesh.mesh.wire.StateGroup wire(String uid, Order order, List<Pod> pods) {
        return orders.wire(means.clusterId(), uid, order).toBuilder()
                .setKey(ByteString.copyFrom(means.keys().of(means.clusterId(), uid)))
                .addAllPods(pods.stream().map(pod -> pod.getMetadata().getUid()).toList())
                .build();
    }

    /** One that has not begun yet waits for no quorum. */
    private void noteLeader(String uid, GroupRound round) {
        if (round.hasQuorum()) {
            led.compute(
                    uid,
                    (same, since) -> since == null || since.equals(Instant.MIN)
                            ? means.clock().instant()
                            : since);
        } else if (round.order().founder().isEmpty()) {
            led.remove(uid);
        } else {
            led.put(uid, Instant.MIN);
        }
    }

    /** Since when members say that a group has a leader; empty while none does. */
    Optional<Instant> ledSince(String uid) {
        return Optional.ofNullable(led.get(uid));
    }

    private Order newest(StateGroup held) {
        Order kept = order(held);
        Order mine = written.getOrDefault(uid(held), Order.NONE);
        return mine.number() > kept.number() ? mine : kept;
    }

    private int replicas(StateGroup held, List<Pod> pods) {
        return means.cluster()
                .sets()
                .find(workload(held))
                .map(StatefulSets.Facts::replicas)
                .orElse(pods.size());
    }

    /** Those of its workload that have not ended; what goes still needs its store. */
    private List<Pod> pods(StateGroup held) {
        String uid = workload(held);
        return means.cluster().pods().all().stream()
                .filter(pod ->
                        Workload.of(pod).filter(it -> it.uid().equals(uid)).isPresent())
                .filter(pod -> pod.getStatus() == null
                        || !Set.of("Succeeded", "Failed")
                                .contains(String.valueOf(pod.getStatus().getPhase())))
                .toList();
    }

    private StateGroupStatus status(StateGroup held, GroupRound round, List<Pod> pods) {
        List<StateGroupStatus.Member> members = round.members(orders);
        String leader =
                round.leading().map(state -> orders.nameOf(state.getLeader())).orElse("");
        String leaderPod = round.leaderPod()
                .flatMap(uid -> pods.stream()
                        .filter(pod -> pod.getMetadata().getUid().equals(uid))
                        .findFirst())
                .map(pod -> pod.getMetadata().getName())
                .orElse("");
        StateGroupStatus before = status(held);
        return new StateGroupStatus(
                round.order(),
                members,
                following(members) + "/" + members.size(),
                leader,
                leaderPod,
                round.leading().map(io.beemesh.mesh.wire.GroupState::getTerm).orElse(before.term()),
                round.leading()
                        .map(io.beemesh.mesh.wire.GroupState::getCommitted)
                        .orElse(before.committed()),
                List.of(ready(round, problems(held, round), members)
                        .since(before.conditions(), means.clock().instant())));
    }

    private static long following(List<StateGroupStatus.Member> members) {
        return members.stream()
                .filter(member -> Set.of("Leader", "Follower").contains(member.state()))
                .count();
    }

    private String problems(StateGroup held, GroupRound round) {
        return Stream.of(orders.refusal(round.order(), held.getSpec().recovery()), round.problems(orders))
                .filter(problem -> !problem.isEmpty())
                .map("; "::concat)
                .collect(Collectors.joining());
    }

    private static ConditionFact ready(GroupRound round, String why, List<StateGroupStatus.Member> members) {
        int all = members.size();
        long follow = following(members);
        if (all == 0) {
            return new ConditionFact(READY, Truth.FALSE, "NoMembers", "no pod of the workload has a host yet");
        }
        if (round.leading().isEmpty()) {
            return round.order().founder().isEmpty()
                    ? new ConditionFact(READY, Truth.FALSE, "NoLeader", "no member that answered leads" + why + HELP)
                    : new ConditionFact(READY, Truth.FALSE, "Forming", "the group is about to begin" + why);
        }
        if (follow < all) {
            return new ConditionFact(
                    READY, Truth.TRUE, "Degraded", follow + " of " + all + " members follow the leader" + why);
        }
        String evenly = all % 2 == 0 || all == 1
                ? "; no member can be lost without losing the quorum: use three replicas or five"
                : "";
        boolean bearsLoss = round.order().members().stream()
                        .filter(StateGroupStatus.Seat::voter)
                        .count()
                > 1;
        return new ConditionFact(
                READY, Truth.TRUE, "AllFollow", "all members follow the leader" + (bearsLoss ? "" : evenly));
    }

    @Override
    public DeleteControl cleanup(StateGroup held, Context<StateGroup> context) {
        // Pods that still run, or end, need their store; they go with their workload.
        boolean used = !means.cluster().pods().synced() || !pods(held).isEmpty();
        if (used && means.cluster().sets().find(workload(held)).isEmpty()) {
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(REMOVAL_LOOK);
        }
        try {
            return end(held)
                    ? DeleteControl.defaultDelete()
                    : DeleteControl.noFinalizerRemoval().rescheduleAfter(REMOVAL_LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DeleteControl.noFinalizerRemoval();
        }
    }

    /** Whether all hosts that can be told have left; one that is away leaves when it comes back. */
    private boolean end(StateGroup held) throws InterruptedException {
        String uid = uid(held);
        Order last = newest(held);
        Order over = last.next("", List.of(), List.of());
        written.remove(uid);
        boolean all = true;
        for (StateGroupStatus.Seat seat : last.members()) {
            PeerId peer = PeerId.parse(seat.peerId());
            boolean left = !orders.isOpen(peer)
                    || (means.hosts().group(peer, orders.wire(means.clusterId(), uid, over))
                                    instanceof GroupOutcome.Noted noted
                            && !noted.state().getOpen());
            all &= left;
        }
        if (all) {
            led.remove(uid);
            seen.remove(uid);
        }
        return all;
    }

    /** What hosts call the group: one that is made anew for the same workload is another one. */
    private static String uid(StateGroup group) {
        return group.getMetadata().getUid();
    }

    private static String workload(StateGroup group) {
        return group.getSpec().workload().uid();
    }

    private static StateGroupStatus status(StateGroup held) {
        return Optional.ofNullable(held.getStatus())
                .orElse(new StateGroupStatus(Order.NONE, List.of(), "", "", "", 0, 0, List.of()));
    }

    private static Order order(StateGroup held) {
        return status(held).order();
    }
}
