package io.beemesh.raft.rpc;

import io.beemesh.libp2p.identity.PeerId;
import java.io.IOException;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;

/**
 * Who may call the groups of a server: of each group those in its current configuration, while it changes those in the
 * previous one too. Any doubt is a no.
 */
record Members(RaftServer server) {
    /** Whether a proven peer is a member of a group here. */
    boolean contains(RaftGroupId group, PeerId peer) {
        try {
            RaftConfiguration configuration = server.getDivision(group).getRaftConf();
            RaftPeerId id = RaftPeerId.valueOf(peer.toString());
            return configuration.getPeer(id, RaftPeerRole.FOLLOWER) != null
                    || configuration.getPeer(id, RaftPeerRole.LISTENER) != null;
        } catch (IOException | RuntimeException e) {
            // No such group, one that is about to come or to go: nobody is a member of it yet, or any more.
            return false;
        }
    }

    /** Whether a proven peer is a member of any group here. */
    boolean contains(PeerId peer) {
        for (RaftGroupId group : server.getGroupIds()) {
            if (contains(group, peer)) {
                return true;
            }
        }
        return false;
    }
}
