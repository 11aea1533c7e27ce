package io.beemesh.agent.state.group;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.raft.groups.GroupMember;
import io.beemesh.raft.groups.Voice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * From the members that a group has to those that it is to have, in changes of which each leaves most votes where they
 * are; pure. Ratis refuses others, after which old and new voters could elect without each other (RATIS-1912).
 */
final class MemberSteps {
    private MemberSteps() {}

    /**
     * The next change: who is to vote and may not yet, learns meanwhile.
     *
     * @param now whom the group has
     * @param wanted whom it is to have in the end
     */
    static Collection<GroupMember> next(Map<PeerId, Voice> now, Collection<GroupMember> wanted) {
        Set<PeerId> voters = now.entrySet().stream()
                .filter(member -> member.getValue() == Voice.VOTER)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        List<PeerId> fresh = wanted.stream()
                .filter(member -> member.voice() == Voice.VOTER && !voters.contains(member.host()))
                .map(GroupMember::host)
                .toList();
        long staying = wanted.stream()
                .filter(member -> member.voice() == Voice.VOTER && voters.contains(member.host()))
                .count();
        if (isAllowed(voters.size(), staying, fresh.size())) {
            return wanted;
        }
        if (staying >= 2) {
            return withVotesOf(wanted, fresh.subList(0, (int) staying - 1), fresh);
        }
        // Too few stay: those that are to go vote on until one of those that come does.
        Map<PeerId, GroupMember> next = new LinkedHashMap<>();
        withVotesOf(wanted, fresh.subList(0, 1), fresh).forEach(member -> next.put(member.host(), member));
        voters.forEach(host -> next.put(host, voter(host, next)));
        return next.values();
    }

    private static boolean isAllowed(int voters, long staying, int fresh) {
        return fresh == 0 || fresh < staying || (voters == 1 && staying == 1 && fresh == 1);
    }

    private static List<GroupMember> withVotesOf(
            Collection<GroupMember> wanted, List<PeerId> some, List<PeerId> fresh) {
        List<GroupMember> members = new ArrayList<>();
        for (GroupMember member : wanted) {
            boolean waits = fresh.contains(member.host()) && !some.contains(member.host());
            members.add(waits ? GroupMember.learner(member.host(), member.aliveSince()) : member);
        }
        return members;
    }

    private static GroupMember voter(PeerId host, Map<PeerId, GroupMember> wanted) {
        GroupMember known = wanted.get(host);
        return GroupMember.voter(host, known == null ? Instant.MAX : known.aliveSince());
    }
}
