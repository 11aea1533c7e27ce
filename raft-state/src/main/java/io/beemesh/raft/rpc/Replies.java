package io.beemesh.raft.rpc;

import static org.apache.ratis.client.impl.ClientProtoUtils.toRaftClientReply;
import static org.apache.ratis.client.impl.ClientProtoUtils.toRaftClientReplyProto;

import io.beemesh.raft.wire.Faults;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.apache.ratis.proto.RaftProtos.RaftClientReplyProto;
import org.apache.ratis.proto.RaftProtos.StateMachineExceptionProto;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.NotReplicatedException;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.apache.ratis.protocol.exceptions.ReadException;
import org.apache.ratis.protocol.exceptions.ReadIndexException;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.protocol.exceptions.TransferLeadershipException;

/**
 * What a server answers to a client, on the wire. Three exceptions have a form of protocol buffers only. To all others
 * Ratis gives a class name and serialized Java objects; here they are a name and a message, in the field of a
 * {@link StateMachineException}, and whatever else comes is not read.
 */
final class Replies {
    private static final Set<Class<? extends RaftException>> TOLD_BY_NAME = Set.of(
            AlreadyClosedException.class,
            LeaderSteppingDownException.class,
            ReadException.class,
            ReadIndexException.class,
            StateMachineException.class,
            TransferLeadershipException.class);

    private Replies() {}

    static RaftClientReplyProto toProto(RaftClientReply reply) {
        return switch (reply.getException()) {
            case null -> toRaftClientReplyProto(reply);
            case NotLeaderException plain -> toRaftClientReplyProto(reply);
            case NotReplicatedException plain -> toRaftClientReplyProto(reply);
            case LeaderNotReadyException plain -> toRaftClientReplyProto(reply);
            case RaftException thrown ->
                toRaftClientReplyProto(copy(reply).build()).toBuilder()
                        .setStateMachineException(StateMachineExceptionProto.newBuilder()
                                .setExceptionClassName(thrown.getClass().getSimpleName())
                                .setErrorMsg(Faults.message(thrown)))
                        .build();
        };
    }

    /** The reply that a message stands for; a {@link CompletionException} if it stands for none that is read here. */
    static RaftClientReply fromProto(RaftClientReplyProto proto) {
        return switch (proto.getExceptionDetailsCase()) {
            case EXCEPTIONDETAILS_NOT_SET, NOTLEADEREXCEPTION, NOTREPLICATEDEXCEPTION, LEADERNOTREADYEXCEPTION ->
                toRaftClientReply(proto);
            case STATEMACHINEEXCEPTION -> {
                StateMachineExceptionProto told = proto.getStateMachineException();
                RaftClientReply reply = toRaftClientReply(
                        proto.toBuilder().clearStateMachineException().build());
                yield copy(reply)
                        .setSuccess(false)
                        .setException(exception(told.getExceptionClassName(), told.getErrorMsg()))
                        .build();
            }
            default ->
                throw new CompletionException(new IOException("a reply with " + proto.getExceptionDetailsCase()
                        + ", which holds Java objects (expected: a name and a message)"));
        };
    }

    private static RaftException exception(String name, String message) {
        return Faults.decode(name, message) instanceof RaftException known && TOLD_BY_NAME.contains(known.getClass())
                ? known
                : new StateMachineException(name + ": " + message);
    }

    /** All but its exception. */
    private static RaftClientReply.Builder copy(RaftClientReply reply) {
        return RaftClientReply.newBuilder()
                .setClientId(reply.getClientId())
                .setServerId(reply.getServerId())
                .setGroupId(reply.getRaftGroupId())
                .setCallId(reply.getCallId())
                .setSuccess(reply.isSuccess())
                .setMessage(reply.getMessage())
                .setLogIndex(reply.getLogIndex())
                .setCommitInfos(reply.getCommitInfos());
    }
}
