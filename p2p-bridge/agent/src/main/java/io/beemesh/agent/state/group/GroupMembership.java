package io.beemesh.agent.state.group;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.wire.GroupState;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StateMember;
import io.beemesh.raft.groups.GroupMember;
import io.beemesh.raft.groups.GroupView;
import io.beemesh.raft.groups.MemberView;
import io.beemesh.raft.groups.Opening;
import io.beemesh.raft.groups.Progress;
import io.beemesh.raft.groups.Voice;
import io.beemesh.raft.stores.Stores;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One group as it was ordered, brought about step by step: whoever begins it opens it alone, others open it and wait to
 * be taken in by whoever leads; who is no member any more leaves once the others know. Knows no thread; for one at a
 * time. A step that fails is taken again: nothing is remembered that cannot be seen again.
 */
final class GroupMembership {
    /** For how long whoever was in touch with a quorum is taken to be. */
    private static final Duration RECENT = Duration.ofSeconds(10);

    private final Stores stores;
    private final PeerId self;

    GroupMembership(Stores stores, PeerId self) {
        this.stores = stores;
        this.self = self;
    }

    /** What a step came to. */
    enum Step {
        /** It is as it was ordered, or waits for others. */
        DONE,
        /** This host is no member, and nothing is left of the group here. */
        LEFT
    }

    /**
     * Takes the next step. Blocks until a quorum agreed, if one is asked.
     *
     * @throws IOException it could not be taken now; the message is for people
     */
    Step step(StateGroup order) throws IOException {
        UUID group = Incarnation.id(order);
        boolean open = stores.groups().contains(group);
        if (!names(order).contains(self)) {
            return leave(order, open);
        }
        if (!open && order.getIncarnation() > 0 && founds(order)) {
            goOnAlone(order);
        } else if (!open) {
            leaveEarlier(order);
            begin(order);
        } else if (stores.view(group).members().isEmpty()) {
            // It waited to be taken in when its host started anew: whom it waited for is not in its log, nor anything.
            boolean wasOpen = stores.leave(group);
            assert wasOpen;
            begin(order);
        } else if (stores.leads(group)) {
            change(order);
        }
        return Step.DONE;
    }

    /** With what this host has of the incarnation before, or of an older one if it never took part in that. */
    private void goOnAlone(StateGroup order) throws IOException {
        Set<UUID> here = stores.groups();
        List<UUID> earlier = Incarnation.earlier(order);
        UUID newest = earlier.stream().filter(here::contains).findFirst().orElse(earlier.getFirst());
        stores.goOnAlone(newest, Incarnation.id(order));
        leaveEarlier(order);
    }

    private void leaveEarlier(StateGroup order) throws IOException {
        for (UUID earlier : Incarnation.earlier(order)) {
            boolean ignored = stores.leave(earlier);
            assert ignored || !stores.groups().contains(earlier);
        }
    }

    private void change(StateGroup order) throws IOException {
        UUID group = Incarnation.id(order);
        Map<PeerId, Voice> now = voices(stores.view(group));
        if (!now.equals(voices(order))) {
            stores.change(group, MemberSteps.next(now, members(order)));
        }
    }

    /** Whoever is to be taken in begins as a learner: one that is no member at all would not be told that it learns. */
    private void begin(StateGroup order) throws IOException {
        boolean founds = founds(order);
        List<GroupMember> first = new ArrayList<>();
        for (GroupMember member : members(order)) {
            boolean own = member.host().equals(self);
            if (own == founds) {
                first.add(member);
            } else if (own) {
                first.add(GroupMember.learner(self, member.aliveSince()));
            }
        }
        if (!founds && first.size() < 2) {
            throw new IOException(
                    "nobody is there to be taken in by: the order names this host alone, and it is not the"
                            + " one that begins the group");
        }
        if (stores.open(Incarnation.id(order), first) == Opening.TOO_MANY) {
            throw new IOException("this host has as many groups as it may; it takes no part in another");
        }
    }

    private boolean founds(StateGroup order) {
        return order.getFounder().equals(self.toString());
    }

    private Step leave(StateGroup order, boolean open) throws IOException {
        UUID group = Incarnation.id(order);
        boolean over = order.getMembersCount() == 0;
        if (open && !over && voices(stores.view(group)).containsKey(self)) {
            if (stores.leads(group)) {
                change(order);
            }
            return Step.DONE;
        }
        boolean wasOpen = stores.leave(group);
        assert wasOpen || !open;
        leaveEarlier(order);
        return Step.LEFT;
    }

    private static Map<PeerId, Voice> voices(GroupView view) {
        return view.members().stream().collect(Collectors.toMap(MemberView::host, MemberView::voice));
    }

    private static Map<PeerId, Voice> voices(StateGroup order) {
        return members(order).stream().collect(Collectors.toMap(GroupMember::host, GroupMember::voice));
    }

    private static List<GroupMember> members(StateGroup order) {
        return order.getMembersList().stream()
                .map(member -> new GroupMember(
                        PeerId.parse(member.getPeerId()),
                        Instant.ofEpochMilli(member.getAliveSinceMs()),
                        member.getLearner() ? Voice.LEARNER : Voice.VOTER))
                .toList();
    }

    /** Whom an order names. */
    static Set<PeerId> names(StateGroup order) {
        Set<PeerId> names = new HashSet<>();
        order.getMembersList().forEach(member -> names.add(PeerId.parse(member.getPeerId())));
        return names;
    }

    /** Whether there is anything here of what an order is about. */
    boolean isHere(StateGroup order) throws IOException {
        Set<UUID> here = new HashSet<>(stores.groups());
        here.addAll(stores.damaged().keySet());
        return here.contains(Incarnation.id(order))
                || Incarnation.earlier(order).stream().anyMatch(here::contains);
    }

    /** How the group looks from here. */
    GroupState.Builder state(StateGroup order) throws IOException {
        UUID group = Incarnation.id(order);
        GroupState.Builder state = GroupState.newBuilder().setNumber(order.getNumber());
        if (!stores.groups().contains(group)) {
            return state.setDamaged(stores.damaged().containsKey(group));
        }
        GroupView view = stores.view(group);
        Optional<PeerId> leader = view.leader();
        leader.ifPresent(peer -> state.setLeader(peer.toString()));
        view.members().forEach(member -> state.addMembers(told(member)));
        return state.setOpen(true)
                .setQuorumAgeMs(view.quorumAge().map(Duration::toMillis).orElse(-1L))
                .setTerm(view.term())
                .setCommitted(view.committed())
                .setApplied(view.applied());
    }

    /** How this host stands in a group that is open here. */
    OpenGroup.Standing standing(UUID group) throws IOException {
        GroupView view = stores.view(group);
        return view.leader().isPresent() && view.hasQuorum(RECENT)
                ? OpenGroup.Standing.IN_TOUCH
                : OpenGroup.Standing.ALONE;
    }

    private static StateMember told(MemberView member) {
        return StateMember.newBuilder()
                .setPeerId(member.host().toString())
                .setLearner(member.voice() == Voice.LEARNER)
                .setMatched(member.progress().map(Progress::matched).orElse(0L))
                .build();
    }
}
