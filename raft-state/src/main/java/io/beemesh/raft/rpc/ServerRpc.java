package io.beemesh.raft.rpc;

import io.beemesh.libp2p.Host;
import io.beemesh.raft.appender.AppenderLimits;
import io.beemesh.raft.election.Elections;
import io.beemesh.raft.election.LostLeaders;
import io.beemesh.raft.quorum.Quorums;
import io.beemesh.raft.wire.Kind;
import io.beemesh.raft.wire.Pace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexReplyProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.protocol.RaftServerAsynchronousProtocol;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.apache.ratis.thirdparty.com.google.protobuf.Parser;
import org.apache.ratis.util.IOUtils;
import org.jspecify.annotations.Nullable;

/** The serving end: takes the streams of other members, and calls them. */
final class ServerRpc implements RaftServerRpc, RaftServerAsynchronousProtocol {
    private static final int PORT_OF_NONE = 1;

    private final RaftNetwork network;
    private final Served served;
    private final Peers peers;
    private final Peers clients;
    private final Quorums quorums;
    private final Elections elections;
    private final Space space;
    private final Duration answerLimit;
    private final Duration entriesLimit;
    private Host.@Nullable Registration registration;

    ServerRpc(RaftServer server, RaftNetwork network, AppenderLimits limits, Quorums quorums) {
        this.network = network;
        this.quorums = quorums;
        this.space = Space.of(server);
        this.elections = new Elections(server, space::shortage);
        Members members = new Members(server);
        LostLeaders lost = new LostLeaders(server, network::isGone);
        served = new Served(members::contains, new Requests(server, members, quorums, space), lost::ended);
        clients = new Peers(network, Pace::unbounded);
        peers = new Peers(network, () -> new Pace(limits.snapshotBytesPerSecond(), System::nanoTime));
        answerLimit = Duration.ofMillis(
                RaftServerConfigKeys.Rpc.requestTimeout(server.getProperties()).toLong(TimeUnit.MILLISECONDS));
        entriesLimit = limits.answer();
    }

    @Override
    public RpcType getRpcType() {
        return new StreamRpcType();
    }

    /** Members are found by their ids: there is no address. */
    @Override
    public InetSocketAddress getInetSocketAddress() {
        return InetSocketAddress.createUnresolved(network.host().id().toString(), PORT_OF_NONE);
    }

    /** A peer is called by its id, which is all that is known of it; but Ratis says so when members change. */
    @Override
    public void addRaftPeers(Collection<RaftPeer> added) {
        elections.look();
    }

    @Override
    public void handleException(RaftPeerId peer, Exception thrown, boolean reconnect) {
        // A stream that ended is opened again by the next call.
    }

    @Override
    public void start() {
        registration = network.serve(served::serve);
    }

    @Override
    public void close() {
        if (registration != null) {
            registration.close();
        }
        served.close();
        peers.close();
        clients.close();
    }

    /** Looks at who may stand for election. */
    void look() {
        elections.look();
    }

    /** When this server was in touch with those of its groups. */
    Quorums quorums() {
        return quorums;
    }

    /** How all clients beside this server ask other members: by streams of their own, so that votes do not wait. */
    Peers clients() {
        return clients;
    }

    /** Whoever could not store that it was elected is not. */
    @Override
    public RequestVoteReplyProto requestVote(RequestVoteRequestProto vote) throws IOException {
        if (space.isShort()) {
            throw space.refusal();
        }
        return await(call(vote.getServerRequest(), Kind.VOTE, vote, RequestVoteReplyProto.parser()));
    }

    @Override
    public StartLeaderElectionReplyProto startLeaderElection(StartLeaderElectionRequestProto start) throws IOException {
        return await(
                call(start.getServerRequest(), Kind.START_ELECTION, start, StartLeaderElectionReplyProto.parser()));
    }

    @Override
    public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto piece) throws IOException {
        return await(call(piece.getServerRequest(), Kind.SNAPSHOT, piece, InstallSnapshotReplyProto.parser()));
    }

    @Override
    public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto entries) throws IOException {
        return await(appendEntriesAsync(entries));
    }

    @Override
    public RaftServerAsynchronousProtocol async() {
        return this;
    }

    @Override
    public CompletableFuture<AppendEntriesReplyProto> appendEntriesAsync(AppendEntriesRequestProto entries) {
        Kind kind = entries.getEntriesCount() == 0 ? Kind.HEARTBEAT : Kind.APPEND;
        return call(entries.getServerRequest(), kind, entries, AppendEntriesReplyProto.parser());
    }

    @Override
    public CompletableFuture<ReadIndexReplyProto> readIndexAsync(ReadIndexRequestProto read) {
        return call(read.getServerRequest(), Kind.READ_INDEX, read, ReadIndexReplyProto.parser());
    }

    private <T> CompletableFuture<T> call(RaftRpcRequestProto head, Kind kind, MessageLite message, Parser<T> answer) {
        Duration limit = kind.urgent() ? answerLimit : entriesLimit;
        return peers.call(RaftPeerId.valueOf(head.getReplyId()), new Peers.Request(kind, message), answer, limit);
    }

    private static <T> T await(CompletableFuture<T> answer) throws IOException {
        return IOUtils.getFromFuture(answer, () -> "the call");
    }
}
