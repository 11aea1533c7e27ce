package io.beemesh.raft.groups;

import io.beemesh.libp2p.identity.PeerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;

/** Who makes up a group, as Ratis wants it told; it calls learners listeners. */
record Composition(List<RaftPeer> voters, List<RaftPeer> learners) {
    private static final Comparator<GroupMember> YOUNGEST_FIRST = Comparator.comparing(GroupMember::aliveSince)
            .reversed()
            .thenComparing(member -> member.host().toString());

    /** Of voters the youngest has priority 1, each older one the next. */
    static Composition of(Collection<GroupMember> members) {
        List<RaftPeer> voters = new ArrayList<>();
        List<RaftPeer> learners = new ArrayList<>();
        for (GroupMember member : members.stream().sorted(YOUNGEST_FIRST).toList()) {
            switch (member.voice()) {
                case VOTER -> voters.add(voter(member.host(), voters.size() + 1));
                case LEARNER -> learners.add(learner(member.host()));
            }
        }
        return new Composition(voters, learners);
    }

    /** As it is now. */
    static Composition of(RaftConfiguration now) {
        return new Composition(
                List.copyOf(now.getCurrentPeers()), List.copyOf(now.getCurrentPeers(RaftPeerRole.LISTENER)));
    }

    /** The same with one that votes, and is to lead less than any other. */
    Composition withVoterLast(RaftPeerId last) {
        Stream<RaftPeer> others = voters.stream()
                .filter(peer -> !peer.getId().equals(last))
                .map(peer -> peer.getPriority() > 0
                        ? peer
                        : RaftPeer.newBuilder(peer).setPriority(1).build());
        PeerId host = PeerId.parse(last.toString());
        return new Composition(
                Stream.concat(others, Stream.of(voter(host, 0))).toList(),
                learners.stream().filter(peer -> !peer.getId().equals(last)).toList());
    }

    boolean hasLearner(RaftPeerId id) {
        return learners.stream().anyMatch(peer -> peer.getId().equals(id));
    }

    /** All of them, as a group is opened with. */
    List<RaftPeer> all() {
        return Stream.concat(voters.stream(), learners.stream()).toList();
    }

    private static RaftPeer voter(PeerId host, int priority) {
        return RaftPeer.newBuilder()
                .setId(host.toString())
                .setPriority(priority)
                .build();
    }

    private static RaftPeer learner(PeerId host) {
        return RaftPeer.newBuilder()
                .setId(host.toString())
                .setStartupRole(RaftPeerRole.LISTENER)
                .build();
    }
}
