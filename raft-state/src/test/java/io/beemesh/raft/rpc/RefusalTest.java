package io.beemesh.raft.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.raft.testing.Group;
import io.beemesh.raft.testing.Libp2pWire;
import io.beemesh.raft.wire.Faults;
import io.beemesh.raft.wire.Frame;
import io.beemesh.raft.wire.FrameStream;
import io.beemesh.raft.wire.Kind;
import io.beemesh.raft.wire.Pace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.ClientMessageEntryProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadRequestTypeProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.SetConfigurationRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.apache.ratis.proto.RaftProtos.TransferLeadershipRequestProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.exceptions.GroupMismatchException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a group's members refuse, and to whom. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalTest {
    private static final TermIndexProto FAR_AHEAD =
            TermIndexProto.newBuilder().setTerm(98).setIndex(9999).build();

    private final Libp2pWire wire = Libp2pWire.inMemory();
    private final RaftPeer outsider = wire.newPeer();
    private Group group;
    private RaftPeer victim;

    /** The outsider is a member of another group of the victim's, so that it is listened to at all. */
    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        group = Group.start(wire, folder);
        victim = group.leader();
        try (RaftClient client = group.client(victim, victim)) {
            assertThat(client.io().send(Message.valueOf("secret=1")).isSuccess())
                    .isTrue();
        }
        wire.host(outsider);
        group.add(victim, RaftGroup.valueOf(RaftGroupId.randomId(), victim, outsider));
    }

    @AfterAll
    void close() throws Exception {
        group.close();
    }

    private FrameStream open(RaftPeer from) throws Exception {
        return new FrameStream(stream(from), Pace.unbounded());
    }

    private Stream stream(RaftPeer from) throws Exception {
        return wire.network(from).open(PeerId.parse(victim.getId().toString()));
    }

    private Frame ask(RaftPeer from, Kind kind, MessageLite message) throws Exception {
        try (FrameStream stream = open(from)) {
            stream.send(new Frame(kind, 5, message.toByteArray()));
            Frame answer = stream.read();
            assertThat(answer.call()).isEqualTo(5);
            return answer;
        }
    }

    private RaftRpcRequestProto head(RaftPeer says, RaftGroupId of) {
        return RaftRpcRequestProto.newBuilder()
                .setRequestorId(says.getId().toByteString())
                .setReplyId(victim.getId().toByteString())
                .setRaftGroupId(RaftGroupIdProto.newBuilder().setId(of.toByteString()))
                .setCallId(1)
                .build();
    }

    /** One call of each kind, such as a member or its client would make. */
    private Map<Kind, MessageLite> calls(RaftPeer from, RaftGroupId of) {
        RaftRpcRequestProto member = head(from, of);
        RaftRpcRequestProto client = member.toBuilder()
                .setRequestorId(ClientId.randomId().toByteString())
                .build();
        RaftClientRequestProto read = RaftClientRequestProto.newBuilder()
                .setRpcRequest(client)
                .setMessage(ClientMessageEntryProto.newBuilder().setContent(ByteString.copyFromUtf8("secret")))
                .setRead(ReadRequestTypeProto.getDefaultInstance())
                .build();
        AppendEntriesRequestProto heartbeat = AppendEntriesRequestProto.newBuilder()
                .setServerRequest(member)
                .setLeaderTerm(99)
                .build();
        return Map.of(
                Kind.HEARTBEAT,
                heartbeat,
                Kind.VOTE,
                RequestVoteRequestProto.newBuilder()
                        .setServerRequest(member)
                        .setCandidateTerm(99)
                        .setCandidateLastEntry(FAR_AHEAD)
                        .build(),
                Kind.APPEND,
                heartbeat,
                Kind.SNAPSHOT,
                InstallSnapshotRequestProto.newBuilder()
                        .setServerRequest(member)
                        .setLeaderTerm(99)
                        .build(),
                Kind.START_ELECTION,
                StartLeaderElectionRequestProto.newBuilder()
                        .setServerRequest(member)
                        .setLeaderLastEntry(FAR_AHEAD)
                        .build(),
                Kind.READ_INDEX,
                ReadIndexRequestProto.newBuilder()
                        .setServerRequest(member)
                        .setClientRequest(read)
                        .build(),
                Kind.REQUEST,
                read,
                Kind.CONFIGURATION,
                SetConfigurationRequestProto.newBuilder()
                        .setRpcRequest(client)
                        .addPeers(outsider.getRaftPeerProto())
                        .build(),
                Kind.TRANSFER,
                TransferLeadershipRequestProto.newBuilder()
                        .setRpcRequest(client)
                        .setNewLeader(outsider.getRaftPeerProto())
                        .build());
    }

    private static IOException refusal(Frame answer) {
        assertThat(answer.kind()).isEqualTo(Kind.FAULT);
        return Faults.decode(answer.body());
    }

    @Test
    void whoIsNoMemberLearnsAndChangesNothing() throws Exception {
        RaftServer.Division division = group.division(victim);
        long term = division.getInfo().getCurrentTerm();
        RaftGroupId unknown = RaftGroupId.randomId();
        Map<Kind, MessageLite> calls = calls(outsider, division.getGroup().getGroupId());
        Map<Kind, MessageLite> callsToNobody = calls(outsider, unknown);

        assertThat(calls).hasSize(Kind.values().length - 2);
        for (Kind kind : calls.keySet()) {
            assertThat(refusal(ask(outsider, kind, calls.get(kind))))
                    .as(kind.name())
                    .isExactlyInstanceOf(GroupMismatchException.class)
                    .hasMessage("peer " + outsider.getId() + " is no member of "
                            + division.getGroup().getGroupId());
            assertThat(refusal(ask(outsider, kind, callsToNobody.get(kind))))
                    .as(kind + " of a group that does not exist")
                    .isExactlyInstanceOf(GroupMismatchException.class)
                    .hasMessage("peer " + outsider.getId() + " is no member of " + unknown);
        }

        assertThat(division.getInfo().getCurrentTerm()).isEqualTo(term);
        assertThat(division.getInfo().isLeader()).isTrue();
        assertThat(division.getRaftConf().getAllPeers()).hasSize(3);
        assertThat(group.machine(victim).keys()).containsExactly("secret");
    }

    @Test
    void aMemberSpeaksForItselfOnly() throws Exception {
        RaftPeer liar = group.others(victim).getFirst();
        RaftPeer other = group.others(victim).getLast();
        Map<Kind, MessageLite> calls =
                calls(other, group.division(victim).getGroup().getGroupId());

        assertThat(refusal(ask(liar, Kind.VOTE, calls.get(Kind.VOTE))))
                .isExactlyInstanceOf(GroupMismatchException.class)
                .hasMessage("peer " + liar.getId() + " speaks for '" + other.getId() + "' (expected: for itself)");
    }

    @Test
    void aMemberIsAnswered() throws Exception {
        RaftPeer member = group.others(victim).getFirst();
        Map<Kind, MessageLite> calls =
                calls(member, group.division(victim).getGroup().getGroupId());

        assertThat(ask(member, Kind.READ_INDEX, calls.get(Kind.READ_INDEX)).kind())
                .isEqualTo(Kind.ANSWER);
    }

    @Test
    void whoIsInNoGroupIsNotListenedTo() throws Exception {
        RaftPeer stranger = wire.newPeer();

        try (FrameStream stream = open(stranger)) {
            assertThat(ended(stream)).isTrue();
        }

        Host host = wire.host(stranger);
        assertThat(host.connections()).isNotEmpty().allMatch(connection -> connection.isOpen());
    }

    @Test
    void garbageEndsItsStreamAndNothingElse() throws Exception {
        RaftPeer member = group.others(victim).getFirst();
        MessageLite call =
                calls(member, group.division(victim).getGroup().getGroupId()).get(Kind.READ_INDEX);
        try (FrameStream healthy = open(member);
                FrameStream answering = open(member);
                FrameStream unparsable = open(member)) {
            Stream garbage = stream(member);
            garbage.out().write(new byte[] {0x7f, 1, 2, 3, 4, 5, 6, 7, 8, 9});
            answering.send(new Frame(Kind.ANSWER, 1, new byte[0]));
            unparsable.send(new Frame(Kind.VOTE, 1, new byte[] {-1, -1, -1}));

            assertThat(ended(new FrameStream(garbage, Pace.unbounded()))).isTrue();
            assertThat(ended(answering)).isTrue();
            assertThat(ended(unparsable)).isTrue();
            healthy.send(new Frame(Kind.READ_INDEX, 1, call.toByteArray()));
            assertThat(healthy.read().kind()).isEqualTo(Kind.ANSWER);
        }
    }

    @Test
    void aSnapshotStaysInItsFolder() throws Exception {
        RaftPeer member = group.others(victim).getFirst();
        InstallSnapshotRequestProto.Builder piece = ((InstallSnapshotRequestProto)
                        calls(member, group.division(victim).getGroup().getGroupId())
                                .get(Kind.SNAPSHOT))
                .toBuilder();
        piece.getSnapshotChunkBuilder().setRequestId("x/../../../elsewhere");

        assertThat(refusal(ask(member, Kind.SNAPSHOT, piece.build()))).hasMessageContaining("snapshot id");
        assertThat(group.division(victim).getInfo().isLeader()).isTrue();
    }

    private static boolean ended(FrameStream stream) {
        try {
            return stream.read() == null;
        } catch (IOException e) {
            return true;
        }
    }
}
