package io.beemesh.raft.front;

import io.beemesh.raft.groups.GroupView;
import io.beemesh.raft.groups.Voice;
import io.beemesh.raft.replica.Replica;
import io.beemesh.raft.store.request.Outcome;
import io.beemesh.raft.store.request.Refusal;
import io.beemesh.raft.store.wire.AlarmMember;
import io.beemesh.raft.store.wire.AlarmRequest;
import io.beemesh.raft.store.wire.AlarmResponse;
import io.beemesh.raft.store.wire.AlarmType;
import io.beemesh.raft.store.wire.Answer;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.DefragmentRequest;
import io.beemesh.raft.store.wire.DefragmentResponse;
import io.beemesh.raft.store.wire.HashKVRequest;
import io.beemesh.raft.store.wire.HashKVResponse;
import io.beemesh.raft.store.wire.HashRequest;
import io.beemesh.raft.store.wire.HashResponse;
import io.beemesh.raft.store.wire.SnapshotRequest;
import io.beemesh.raft.store.wire.SnapshotResponse;
import io.beemesh.raft.store.wire.StatusRequest;
import io.beemesh.raft.store.wire.StatusResponse;
import java.io.IOException;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor.MethodType;
import org.apache.ratis.thirdparty.io.grpc.ServerServiceDefinition;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCallStreamObserver;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCalls;

/** How the store is doing, and what keeps it well. */
final class MaintenanceService {
    /** The release of etcd whose API this is; clients look at it. */
    private static final String API_VERSION = "3.5.21";

    private static final String BY_AGE =
            "the host that has been alive for the longest leads; it is not chosen by a call";
    private static final String ONE_VERSION = "hosts bring their own version of the store; there is none to go back to";

    private final Replica replica;

    MaintenanceService(Replica replica) {
        this.replica = replica;
    }

    ServerServiceDefinition definition() {
        Methods methods = new Methods("Maintenance");
        return methods.unary(
                        "Status", StatusRequest.getDefaultInstance(), StatusResponse.getDefaultInstance(), this::status)
                .unary("Alarm", AlarmRequest.getDefaultInstance(), AlarmResponse.getDefaultInstance(), this::alarm)
                .unary("Hash", HashRequest.getDefaultInstance(), HashResponse.getDefaultInstance(), this::hash)
                .unary("HashKV", HashKVRequest.getDefaultInstance(), HashKVResponse.getDefaultInstance(), this::hashKv)
                .unary(
                        "Defragment",
                        DefragmentRequest.getDefaultInstance(),
                        DefragmentResponse.getDefaultInstance(),
                        request -> Outcome.done(DefragmentResponse.getDefaultInstance()))
                .other(
                        methods.describe(
                                "Snapshot",
                                MethodType.SERVER_STREAMING,
                                SnapshotRequest.getDefaultInstance(),
                                SnapshotResponse.getDefaultInstance()),
                        ServerCalls.asyncServerStreamingCall((request, observer) -> new SnapshotStream(
                                        replica, (ServerCallStreamObserver<SnapshotResponse>) observer)
                                .start()))
                .refused(BY_AGE, "MoveLeader")
                .refused(ONE_VERSION, "Downgrade")
                .build();
    }

    private Outcome<StatusResponse> status(StatusRequest request) {
        try {
            GroupView view = replica.view();
            // At once, also from a member that has just begun: whoever asks wants to know how it is.
            return replica.machine().read(here -> {
                StatusResponse.Builder response = StatusResponse.newBuilder()
                        .setHeader(replica.header(here.revision()))
                        .setVersion(API_VERSION)
                        .setDbSize(here.bytes())
                        .setDbSizeInUse(here.bytes())
                        .setRaftIndex(view.committed())
                        .setRaftAppliedIndex(view.applied())
                        .setRaftTerm(view.term())
                        .setIsLearner(isLearner(view));
                view.leader()
                        .ifPresentOrElse(
                                leader -> response.setLeader(Replica.memberId(leader.toString())),
                                () -> response.addErrors(Refusal.NO_LEADER.words()));
                for (AlarmMember alarm : here.alarms(AlarmType.NONE)) {
                    response.addErrors("memberID:" + Long.toUnsignedString(alarm.getMemberID()) + " alarm:"
                            + alarm.getAlarm().name() + " ");
                }
                return Outcome.done(response.build());
            });
        } catch (IOException e) {
            return Outcome.refused(Refusal.STOPPED);
        }
    }

    private boolean isLearner(GroupView view) {
        return view.members().stream()
                .anyMatch(member -> member.voice() == Voice.LEARNER
                        && Replica.memberId(member.host().toString()) == replica.memberId());
    }

    private Outcome<AlarmResponse> alarm(AlarmRequest request) {
        Answer answer = replica.change(Command.newBuilder().setAlarm(request));
        return Methods.outcome(answer, Answer::getAlarm).map(done -> done.toBuilder()
                .setHeader(replica.header(done.getHeader().getRevision()))
                .build());
    }

    private Outcome<HashResponse> hash(HashRequest request) {
        return hashKv(HashKVRequest.getDefaultInstance()).map(all -> HashResponse.newBuilder()
                .setHeader(all.getHeader())
                .setHash(all.getHash())
                .build());
    }

    private Outcome<HashKVResponse> hashKv(HashKVRequest request) {
        return replica.readHere(here -> here.hash(request.getRevision())).map(answer -> answer.toBuilder()
                .setHeader(replica.header(answer.getHeader().getRevision()))
                .build());
    }
}
