package io.beemesh.raft.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.raft.testing.Group;
import io.beemesh.raft.testing.Libp2pWire;
import io.beemesh.raft.wire.Faults;
import io.beemesh.raft.wire.Frame;
import io.beemesh.raft.wire.FrameStream;
import io.beemesh.raft.wire.Kind;
import io.beemesh.raft.wire.Pace;
import java.nio.file.Path;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadRequestTypeProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A leader that lost its followers, so that nothing it is asked can be answered. */
class ServedTest {
    private static final int TOO_MANY = 30;

    @TempDir
    private Path folder;

    @Test
    @Timeout(60)
    void moreCallsThanMayBeAtWorkFailAtOnce() throws Exception {
        Libp2pWire wire = Libp2pWire.inMemory();
        try (Group group = Group.start(wire, folder)) {
            RaftPeer leader = group.leader();
            RaftPeer member = group.others(leader).getFirst();
            for (RaftPeer follower : group.others(leader)) {
                group.kill(follower);
            }
            byte[] read = read(group, leader, member).toByteArray();

            // A host without a server: it is still who it was.
            try (FrameStream stream = new FrameStream(
                    wire.network(member).open(PeerId.parse(leader.getId().toString())), Pace.unbounded())) {
                for (int i = 0; i < Served.AT_WORK_MAX + TOO_MANY; i++) {
                    stream.send(new Frame(Kind.READ_INDEX, i, read));
                }

                for (int i = 0; i < TOO_MANY; i++) {
                    Frame answer = stream.read();
                    assertThat(answer.call()).isEqualTo(Served.AT_WORK_MAX + i);
                    assertThat(Faults.decode(answer.body()))
                            .isExactlyInstanceOf(ResourceUnavailableException.class)
                            .hasMessageContaining("512 calls have no answer yet");
                }
            }
        }
    }

    private static ReadIndexRequestProto read(Group group, RaftPeer leader, RaftPeer member) {
        RaftRpcRequestProto head = RaftRpcRequestProto.newBuilder()
                .setRequestorId(member.getId().toByteString())
                .setReplyId(leader.getId().toByteString())
                .setRaftGroupId(RaftGroupIdProto.newBuilder()
                        .setId(group.members().getGroupId().toByteString()))
                .build();
        RaftClientRequestProto request = RaftClientRequestProto.newBuilder()
                .setRpcRequest(
                        head.toBuilder().setRequestorId(ClientId.randomId().toByteString()))
                .setRead(ReadRequestTypeProto.getDefaultInstance())
                .build();
        return ReadIndexRequestProto.newBuilder()
                .setServerRequest(head)
                .setClientRequest(request)
                .build();
    }
}
