package io.beemesh.raft.rpc;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.exceptions.SetConfigurationException;
import org.apache.ratis.server.RaftServer;

/** Changes of who the members are. */
final class Configurations {
    private Configurations() {}

    /** As Ratis does, but that a leader does not become a learner: Ratis would have it go on leading. */
    static CompletableFuture<RaftClientReply> set(RaftServer server, SetConfigurationRequest change)
            throws IOException {
        boolean learns = change.getArguments().getPeersInNewConf(RaftPeerRole.LISTENER).stream()
                .anyMatch(peer -> peer.getId().equals(server.getId()));
        return learns && server.getDivision(change.getRaftGroupId()).getInfo().isLeader()
                ? CompletableFuture.failedFuture(new SetConfigurationException(
                        server.getId() + " leads and is to be a learner: hand over first"))
                : server.setConfigurationAsync(change);
    }
}
