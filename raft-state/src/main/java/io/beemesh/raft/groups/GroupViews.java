package io.beemesh.raft.groups;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.raft.appender.FollowerState;
import io.beemesh.raft.quorum.Quorums;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;

/** What Ratis and this host's calls know of a group, in one. */
record GroupViews(Quorums quorums) {
    GroupView of(RaftServer.Division division) {
        Map<RaftPeerId, FollowerState> followers = quorums.followers(division);
        return new GroupView(
                division.getInfo().getCurrentTerm(),
                Optional.ofNullable(division.getInfo().getLeaderId()).map(GroupViews::host),
                division.getRaftLog().getLastCommittedIndex(),
                division.getInfo().getLastAppliedIndex(),
                Stream.concat(
                                members(division, RaftPeerRole.FOLLOWER, followers),
                                members(division, RaftPeerRole.LISTENER, followers))
                        .toList(),
                quorums.age(division));
    }

    private static Stream<MemberView> members(
            RaftServer.Division division, RaftPeerRole role, Map<RaftPeerId, FollowerState> followers) {
        Collection<RaftPeer> peers = division.getRaftConf().getCurrentPeers(role);
        Voice voice = role == RaftPeerRole.LISTENER ? Voice.LEARNER : Voice.VOTER;
        return peers.stream()
                .map(peer -> new MemberView(
                        host(peer.getId()),
                        voice,
                        Optional.ofNullable(followers.get(peer.getId()))
                                .map(known -> new Progress(known.matched(), known.heardAge()))));
    }

    private static PeerId host(RaftPeerId id) {
        return PeerId.parse(id.toString());
    }
}
