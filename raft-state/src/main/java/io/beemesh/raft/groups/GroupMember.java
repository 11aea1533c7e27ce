package io.beemesh.raft.groups;

import io.beemesh.libp2p.identity.PeerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.ratis.protocol.RaftPeer;

/**
 * A host that is a member of a group, or is to be one.
 *
 * @param aliveSince since when it has been alive, as far as the mesh knows: the longer, the rather it leads
 */
public record GroupMember(PeerId host, Instant aliveSince) {
    private static final Comparator<GroupMember> YOUNGEST_FIRST =
            Comparator.comparing(GroupMember::aliveSince).reversed().thenComparing(member -> member.host.toString());

    /** What Ratis knows of them: the youngest has priority 1, each older one the next. */
    static List<RaftPeer> peers(Collection<GroupMember> members) {
        List<RaftPeer> peers = new ArrayList<>();
        for (GroupMember member : members.stream().sorted(YOUNGEST_FIRST).toList()) {
            peers.add(RaftPeer.newBuilder()
                    .setId(member.host.toString())
                    .setPriority(peers.size() + 1)
                    .build());
        }
        return peers;
    }
}
