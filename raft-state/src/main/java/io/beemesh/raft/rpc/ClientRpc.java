package io.beemesh.raft.rpc;

import static org.apache.ratis.client.impl.ClientProtoUtils.toRaftClientRequestProto;
import static org.apache.ratis.client.impl.ClientProtoUtils.toSetConfigurationRequestProto;
import static org.apache.ratis.client.impl.ClientProtoUtils.toTransferLeadershipRequestProto;

import io.beemesh.raft.wire.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.RaftClientReplyProto;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto.TypeCase;
import org.apache.ratis.protocol.GroupInfoRequest;
import org.apache.ratis.protocol.GroupListRequest;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.LeaderElectionManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.TimeoutIOException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.IOUtils;
import org.apache.ratis.util.JavaUtils;
import org.jspecify.annotations.Nullable;

/** The asking end, beside a server: what it asks of that one takes no stream. */
final class ClientRpc implements RaftClientRpc {
    private final RaftServer beside;
    private final Peers peers;
    private final Space space;
    private final Duration answerLimit;

    ClientRpc(RaftServer beside, Peers peers, RaftProperties properties) {
        this.beside = beside;
        this.peers = peers;
        this.space = Space.of(beside);
        answerLimit = Duration.ofMillis(
                RaftClientConfigKeys.Rpc.requestTimeout(properties).toLong(TimeUnit.MILLISECONDS));
    }

    @Override
    public void addRaftPeers(Collection<RaftPeer> added) {
        // A peer is called by its id, which is all that is known of it.
    }

    @Override
    public CompletableFuture<RaftClientReply> sendRequestAsync(RaftClientRequest request) {
        long limitMillis = Patience.left(answerLimit);
        if (limitMillis == 0) {
            // What nobody waits for any more must not be done.
            return CompletableFuture.failedFuture(new TimeoutIOException("no time is left to ask again"));
        }
        try {
            RaftPeerId to = addressee(request);
            CompletableFuture<? extends RaftClientReply> reply =
                    to.equals(beside.getId()) ? here(request) : there(request, to);
            CompletableFuture<RaftClientReply> settled = new CompletableFuture<>();
            var unused = reply.orTimeout(limitMillis, TimeUnit.MILLISECONDS)
                    .whenComplete((answer, thrown) -> settle(settled, answer, thrown));
            return settled;
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * What is for whoever leads goes to whom the server beside takes for that one: it hears of elections at once, and
     * of members that came after this client was made. Ratis' client would go on asking one that is gone.
     */
    private RaftPeerId addressee(RaftClientRequest request) {
        boolean forLeader = request instanceof SetConfigurationRequest || request.is(TypeCase.WRITE);
        RaftPeerId leader = forLeader ? leader(request.getRaftGroupId()) : null;
        return leader == null ? request.getServerId() : leader;
    }

    private @Nullable RaftPeerId leader(RaftGroupId group) {
        try {
            return beside.getDivision(group).getInfo().getLeaderId();
        } catch (IOException e) {
            return null;
        }
    }

    private CompletableFuture<? extends RaftClientReply> here(RaftClientRequest request) throws IOException {
        return switch (request) {
            case GroupInfoRequest info -> beside.getGroupInfoAsync(info);
            case GroupListRequest list -> beside.getGroupListAsync(list);
            case GroupManagementRequest group -> beside.groupManagementAsync(group);
            case SnapshotManagementRequest snapshot -> beside.snapshotManagementAsync(snapshot);
            case LeaderElectionManagementRequest election -> beside.leaderElectionManagementAsync(election);
            case SetConfigurationRequest change -> Configurations.set(beside, change);
            case TransferLeadershipRequest transfer -> beside.transferLeadershipAsync(transfer);
            default -> space.submit(beside, request);
        };
    }

    /** What a host does with its own groups, it does on its own. */
    private CompletableFuture<RaftClientReply> there(RaftClientRequest request, RaftPeerId to) throws IOException {
        Peers.Request asked =
                switch (request) {
                    case GroupInfoRequest own -> throw notThere(own);
                    case GroupListRequest own -> throw notThere(own);
                    case GroupManagementRequest own -> throw notThere(own);
                    case SnapshotManagementRequest own -> throw notThere(own);
                    case LeaderElectionManagementRequest own -> throw notThere(own);
                    case SetConfigurationRequest change ->
                        new Peers.Request(Kind.CONFIGURATION, toSetConfigurationRequestProto(change));
                    case TransferLeadershipRequest transfer ->
                        new Peers.Request(Kind.TRANSFER, toTransferLeadershipRequestProto(transfer));
                    default -> new Peers.Request(Kind.REQUEST, toRaftClientRequestProto(request));
                };
        return peers.call(to, asked, RaftClientReplyProto.parser(), answerLimit).thenApply(Replies::fromProto);
    }

    private static IOException notThere(RaftClientRequest request) {
        return new IOException(request.getClass().getSimpleName() + " for " + request.getServerId()
                + " (expected: for the server beside this client; others are not asked that)");
    }

    /** Ratis' client looks for another leader only when that there is none here comes as an exception. */
    private static void settle(
            CompletableFuture<RaftClientReply> settled, @Nullable RaftClientReply reply, @Nullable Throwable thrown) {
        Throwable cause = reply == null ? JavaUtils.unwrapCompletionException(thrown) : notLeading(reply);
        if (cause instanceof TimeoutException) {
            settled.completeExceptionally(new TimeoutIOException("no answer in time", cause));
        } else if (cause != null) {
            settled.completeExceptionally(cause);
        } else {
            settled.complete(reply);
        }
    }

    private static @Nullable Throwable notLeading(RaftClientReply reply) {
        NotLeaderException elsewhere = reply.getNotLeaderException();
        return elsewhere == null ? reply.getLeaderNotReadyException() : elsewhere;
    }

    @Override
    public CompletableFuture<RaftClientReply> sendRequestAsyncUnordered(RaftClientRequest request) {
        return sendRequestAsync(request);
    }

    /** Whoever waits for a reply finds in it that the server does not lead. */
    @Override
    public RaftClientReply sendRequest(RaftClientRequest request) throws IOException {
        try {
            return IOUtils.getFromFuture(sendRequestAsync(request), request::toString);
        } catch (NotLeaderException | LeaderNotReadyException e) {
            return RaftClientReply.newBuilder()
                    .setRequest(request)
                    .setException(e)
                    .build();
        }
    }

    @Override
    public void close() {
        // The streams belong to the server beside.
    }
}
