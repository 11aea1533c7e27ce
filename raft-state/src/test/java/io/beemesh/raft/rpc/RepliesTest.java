package io.beemesh.raft.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.ratis.client.impl.ClientProtoUtils;
import org.apache.ratis.proto.RaftProtos.RaftClientReplyProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.apache.ratis.protocol.exceptions.DataStreamException;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.apache.ratis.protocol.exceptions.ReadException;
import org.apache.ratis.protocol.exceptions.ReadIndexException;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.protocol.exceptions.TransferLeadershipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RepliesTest {
    private static final RaftGroupMemberId SERVER =
            RaftGroupMemberId.valueOf(RaftPeerId.valueOf("a"), RaftGroupId.randomId());

    /** The first bytes of what Java serializes. */
    private static final byte[] SERIALIZED = {(byte) 0xAC, (byte) 0xED, 0, 5};

    private static RaftClientReply.Builder reply() {
        return RaftClientReply.newBuilder()
                .setServerId(SERVER)
                .setClientId(ClientId.randomId())
                .setCallId(7)
                .setLogIndex(9)
                .setCommitInfos(List.of());
    }

    private static RaftClientReply failed(RaftException thrown) {
        return reply().setException(thrown).build();
    }

    private static RaftClientReply there(RaftClientReply reply) {
        return Replies.fromProto(Replies.toProto(reply));
    }

    @Test
    void aSuccessArrivesWhole() {
        RaftClientReply arrived =
                there(reply().setSuccess().setMessage(Message.valueOf("v")).build());

        assertThat(arrived.isSuccess()).isTrue();
        assertThat(arrived.getMessage().getContent().toStringUtf8()).isEqualTo("v");
        assertThat(arrived.getLogIndex()).isEqualTo(9);
        assertThat(arrived.getCallId()).isEqualTo(7);
        assertThat(arrived.getException()).isNull();
    }

    static Stream<RaftException> known() {
        return Stream.of(
                new AlreadyClosedException("m"),
                new LeaderSteppingDownException("m"),
                new ReadException("m"),
                new ReadIndexException("m"),
                new StateMachineException("m"),
                new TransferLeadershipException("m"));
    }

    @ParameterizedTest
    @MethodSource("known")
    void anExceptionArrivesByNameAndMessage(RaftException thrown) {
        RaftClientReply arrived = there(failed(thrown));

        assertThat(arrived.isSuccess()).isFalse();
        assertThat(arrived.getException())
                .isExactlyInstanceOf(thrown.getClass())
                .hasMessage("m");
    }

    @ParameterizedTest
    @MethodSource("known")
    void noJavaObjectLeaves(RaftException thrown) {
        assertThat(contains(Replies.toProto(failed(thrown)).toByteArray(), SERIALIZED))
                .isFalse();
    }

    @Test
    void whoLeadsArrives() {
        RaftPeer leader = RaftPeer.newBuilder().setId("b").build();

        RaftClientReply arrived = there(failed(new NotLeaderException(SERVER, leader, List.of(leader))));

        assertThat(arrived.getNotLeaderException().getSuggestedLeader().getId()).hasToString("b");
        assertThat(there(failed(new LeaderNotReadyException(SERVER))).getLeaderNotReadyException())
                .isNotNull();
    }

    @Test
    void aNameThatIsNotKnownIsToldOf() {
        RaftClientReplyProto.Builder proto = Replies.toProto(failed(new StateMachineException("m"))).toBuilder();
        proto.getStateMachineExceptionBuilder().setExceptionClassName("javax.naming.InitialContext");

        assertThat(Replies.fromProto(proto.build()).getException())
                .isExactlyInstanceOf(StateMachineException.class)
                .hasMessage("javax.naming.InitialContext: m");
    }

    @Test
    void javaObjectsThatComeAreNotRead() {
        RaftClientReplyProto ofRatis = ClientProtoUtils.toRaftClientReplyProto(failed(new DataStreamException("m")));
        RaftClientReplyProto.Builder trap = Replies.toProto(failed(new StateMachineException("m"))).toBuilder();
        trap.getStateMachineExceptionBuilder()
                .setStacktrace(ClientProtoUtils.toRaftClientReplyProto(failed(new StateMachineException("m")))
                        .getStateMachineException()
                        .getStacktrace());
        RaftException told = Replies.fromProto(trap.build()).getException();

        assertThat(contains(ofRatis.toByteArray(), SERIALIZED)).isTrue();
        assertThatThrownBy(() -> Replies.fromProto(ofRatis))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("which holds Java objects");
        assertThat(told.getStackTrace())
                .as("it is where it was made, not where the peer says")
                .anyMatch(element -> element.getClassName().equals(RepliesTest.class.getName())
                        && element.getMethodName().equals("javaObjectsThatComeAreNotRead"));
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        for (int at = 0; at + part.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }
}
