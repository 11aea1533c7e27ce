package io.beemesh.raft.rpc;

import static org.apache.ratis.client.impl.ClientProtoUtils.toRaftClientRequest;
import static org.apache.ratis.client.impl.ClientProtoUtils.toSetConfigurationRequest;
import static org.apache.ratis.client.impl.ClientProtoUtils.toTransferLeadershipRequest;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.raft.quorum.Quorums;
import io.beemesh.raft.wire.Frame;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftClientReplyProto;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.SetConfigurationRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.proto.RaftProtos.TransferLeadershipRequestProto;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.exceptions.GroupMismatchException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;

/**
 * Brings what a proven peer asks to the server here, if the peer is a member of the group that it asks for.
 *
 * <p>Appended entries reach the server in the order of their stream; calls that block get a thread each.
 */
record Requests(RaftServer server, Members members, Quorums quorums, Space space) implements Served.Answering {
    /** Ratis makes a folder of it. */
    private static final Pattern SNAPSHOT_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    @Override
    public CompletableFuture<? extends MessageLite> answer(PeerId from, Frame call) throws IOException {
        byte[] body = call.body();
        return switch (call.kind()) {
            case VOTE -> {
                var vote = RequestVoteRequestProto.parseFrom(body);
                yield ofMember(
                        from, vote.getServerRequest(), () -> stored(() -> blocking(() -> server.requestVote(vote))));
            }
            case APPEND, HEARTBEAT -> {
                var entries = AppendEntriesRequestProto.parseFrom(body);
                yield ofMember(from, entries.getServerRequest(), () -> append(entries));
            }
            case SNAPSHOT -> {
                var piece = InstallSnapshotRequestProto.parseFrom(body);
                yield ofMember(from, piece.getServerRequest(), () -> stored(() -> blocking(() -> install(piece))));
            }
            case START_ELECTION -> {
                var start = StartLeaderElectionRequestProto.parseFrom(body);
                yield ofMember(
                        from,
                        start.getServerRequest(),
                        () -> stored(() -> blocking(() -> server.startLeaderElection(start))));
            }
            case READ_INDEX -> {
                var read = ReadIndexRequestProto.parseFrom(body);
                RaftRpcRequestProto head = read.getServerRequest();
                yield ofMember(from, head, () -> quorums.answer(server.getDivision(group(head)), head));
            }
            case REQUEST -> {
                var request = RaftClientRequestProto.parseFrom(body);
                yield ofClient(from, request.getRpcRequest(), () -> space.submit(server, toRaftClientRequest(request)));
            }
            case CONFIGURATION -> {
                var change = SetConfigurationRequestProto.parseFrom(body);
                yield ofClient(
                        from,
                        change.getRpcRequest(),
                        () -> Configurations.set(server, toSetConfigurationRequest(change)));
            }
            case TRANSFER -> {
                var transfer = TransferLeadershipRequestProto.parseFrom(body);
                yield ofClient(
                        from,
                        transfer.getRpcRequest(),
                        () -> server.transferLeadershipAsync(toTransferLeadershipRequest(transfer)));
            }
            case ANSWER, FAULT -> throw new IOException(from + " sent " + call.kind() + " (expected: a call)");
        };
    }

    /** A member speaks for itself only. */
    private <T> CompletableFuture<T> ofMember(PeerId from, RaftRpcRequestProto head, Call<T> call) {
        String requestor = head.getRequestorId().toStringUtf8();
        return requestor.equals(from.toString())
                ? ofGroup(from, head, call)
                : refused("peer " + from + " speaks for '" + requestor + "' (expected: for itself)");
    }

    private CompletableFuture<RaftClientReplyProto> ofClient(
            PeerId from, RaftRpcRequestProto head, Call<RaftClientReply> call) {
        return ofGroup(from, head, call).thenApply(Replies::toProto);
    }

    private <T> CompletableFuture<T> ofGroup(PeerId from, RaftRpcRequestProto head, Call<T> call) {
        try {
            RaftGroupId group = group(head);
            return members.contains(group, from) ? call.ask() : refused("peer " + from + " is no member of " + group);
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static RaftGroupId group(RaftRpcRequestProto head) {
        return RaftGroupId.valueOf(head.getRaftGroupId().getId());
    }

    private static <T> CompletableFuture<T> refused(String why) {
        return CompletableFuture.failedFuture(new GroupMismatchException(why));
    }

    /** What has nothing to store is taken: no entries, and no term that is new here. */
    private CompletableFuture<AppendEntriesReplyProto> append(AppendEntriesRequestProto entries) throws IOException {
        boolean stores = entries.getEntriesCount() > 0
                || entries.getLeaderTerm()
                        > server.getDivision(group(entries.getServerRequest()))
                                .getInfo()
                                .getCurrentTerm();
        return stores ? stored(() -> server.appendEntriesAsync(entries)) : server.appendEntriesAsync(entries);
    }

    private <T> CompletableFuture<T> stored(Call<T> call) throws IOException {
        return space.isShort() ? CompletableFuture.failedFuture(space.refusal()) : call.ask();
    }

    private InstallSnapshotReplyProto install(InstallSnapshotRequestProto piece) throws IOException {
        String id = piece.getSnapshotChunk().getRequestId();
        if (!SNAPSHOT_ID.matcher(id).matches()) {
            throw new IOException("snapshot id '" + id + "' (expected: " + SNAPSHOT_ID + ")");
        }
        return server.installSnapshot(piece);
    }

    private static <T> CompletableFuture<T> blocking(Blocking<T> call) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return call.answer();
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                task -> Thread.ofVirtual().name("raft-call").start(task));
    }

    /** Asks the server, which answers later. */
    @FunctionalInterface
    private interface Call<T> {
        CompletableFuture<T> ask() throws IOException;
    }

    /** Asks the server and waits. */
    @FunctionalInterface
    private interface Blocking<T> {
        T answer() throws IOException;
    }
}
