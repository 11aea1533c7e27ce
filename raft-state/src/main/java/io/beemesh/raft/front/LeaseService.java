package io.beemesh.raft.front;

import io.beemesh.raft.replica.Replica;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.request.Outcome;
import io.beemesh.raft.store.request.Refusal;
import io.beemesh.raft.store.request.Reserved;
import io.beemesh.raft.store.wire.Answer;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.LeaseGrantRequest;
import io.beemesh.raft.store.wire.LeaseGrantResponse;
import io.beemesh.raft.store.wire.LeaseKeepAliveRequest;
import io.beemesh.raft.store.wire.LeaseKeepAliveResponse;
import io.beemesh.raft.store.wire.LeaseLeasesRequest;
import io.beemesh.raft.store.wire.LeaseLeasesResponse;
import io.beemesh.raft.store.wire.LeaseRevokeRequest;
import io.beemesh.raft.store.wire.LeaseRevokeResponse;
import io.beemesh.raft.store.wire.LeaseStatus;
import io.beemesh.raft.store.wire.LeaseTimeToLiveRequest;
import io.beemesh.raft.store.wire.LeaseTimeToLiveResponse;
import io.beemesh.raft.store.wire.ResponseHeader;
import java.util.random.RandomGenerator;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor.MethodType;
import org.apache.ratis.thirdparty.io.grpc.ServerServiceDefinition;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCallStreamObserver;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;

/** Leases. */
final class LeaseService {
    private final Replica replica;
    private final RandomGenerator random;

    LeaseService(Replica replica, RandomGenerator random) {
        this.replica = replica;
        this.random = random;
    }

    ServerServiceDefinition definition() {
        Methods methods = new Methods("Lease");
        return methods.unary(
                        "LeaseGrant",
                        LeaseGrantRequest.getDefaultInstance(),
                        LeaseGrantResponse.getDefaultInstance(),
                        this::grant)
                .unary(
                        "LeaseRevoke",
                        LeaseRevokeRequest.getDefaultInstance(),
                        LeaseRevokeResponse.getDefaultInstance(),
                        this::revoke)
                .unary(
                        "LeaseTimeToLive",
                        LeaseTimeToLiveRequest.getDefaultInstance(),
                        LeaseTimeToLiveResponse.getDefaultInstance(),
                        this::timeToLive)
                .unary(
                        "LeaseLeases",
                        LeaseLeasesRequest.getDefaultInstance(),
                        LeaseLeasesResponse.getDefaultInstance(),
                        this::leases)
                .other(
                        methods.describe(
                                "LeaseKeepAlive",
                                MethodType.BIDI_STREAMING,
                                LeaseKeepAliveRequest.getDefaultInstance(),
                                LeaseKeepAliveResponse.getDefaultInstance()),
                        ServerCalls.asyncBidiStreamingCall(observer ->
                                new KeepAlives((ServerCallStreamObserver<LeaseKeepAliveResponse>) observer)))
                .build();
    }

    // Whoever gives no number gets one: positive, as etcd's are.
    private Outcome<LeaseGrantResponse> grant(LeaseGrantRequest request) {
        LeaseGrantRequest numbered = request.getID() != 0
                ? request
                : request.toBuilder().setID(random.nextLong(1, Long.MAX_VALUE)).build();
        Answer answer = replica.change(Command.newBuilder().setLeaseGrant(numbered));
        return Methods.outcome(answer, Answer::getLeaseGrant).map(granted -> granted.toBuilder()
                .setHeader(replica.header(granted.getHeader().getRevision()))
                .build());
    }

    /** That of a claim is the mesh's own. */
    private static Outcome<Boolean> isReserved(Keyspace here, long lease) {
        return Outcome.done(here.leaseIds().contains(lease)
                && here.leaseKeys(lease).stream().anyMatch(Reserved::contains));
    }

    /** Why a client may not touch a lease; null if it may. */
    private static @Nullable Refusal refusal(Outcome<Boolean> reserved) {
        return switch (reserved) {
            case Outcome.Refused<Boolean>(Refusal why) -> why;
            case Outcome.Done<Boolean>(Boolean yes) -> yes ? Refusal.PERMISSION_DENIED : null;
        };
    }

    private Outcome<LeaseRevokeResponse> revoke(LeaseRevokeRequest request) {
        Refusal wrong = refusal(replica.read(here -> isReserved(here, request.getID())));
        if (wrong != null) {
            return Outcome.refused(wrong);
        }
        Answer answer = replica.change(Command.newBuilder().setLeaseRevoke(request));
        return Methods.outcome(answer, Answer::getLeaseRevoke).map(revoked -> revoked.toBuilder()
                .setHeader(replica.header(revoked.getHeader().getRevision()))
                .build());
    }

    private Outcome<LeaseTimeToLiveResponse> timeToLive(LeaseTimeToLiveRequest request) {
        return replica.timeToLive(request)
                .map(response -> response.toBuilder().setHeader(now()).build());
    }

    private Outcome<LeaseLeasesResponse> leases(LeaseLeasesRequest request) {
        return replica.<LeaseLeasesResponse>read(here -> {
                    LeaseLeasesResponse.Builder response = LeaseLeasesResponse.newBuilder();
                    here.leaseIds()
                            .forEach(id ->
                                    response.addLeases(LeaseStatus.newBuilder().setID(id)));
                    return Outcome.done(response.build());
                })
                .map(response -> response.toBuilder().setHeader(now()).build());
    }

    private ResponseHeader now() {
        return replica.header(replica.machine().<Long>read(here -> here.revision()));
    }

    /** One stream of renewals: the next one is taken when there is room for its answer. */
    private final class KeepAlives implements StreamObserver<LeaseKeepAliveRequest> {
        private final ServerCallStreamObserver<LeaseKeepAliveResponse> answers;
        private boolean waits;

        KeepAlives(ServerCallStreamObserver<LeaseKeepAliveResponse> answers) {
            this.answers = answers;
            answers.disableAutoInboundFlowControl();
            answers.setOnReadyHandler(this::ready);
            answers.request(1);
        }

        // gRPC calls one of these at a time.
        private void ready() {
            if (waits) {
                waits = false;
                answers.request(1);
            }
        }

        @Override
        public void onNext(LeaseKeepAliveRequest request) {
            ResponseHeader before = now();
            Refusal wrong = refusal(replica.readHere(here -> isReserved(here, request.getID())));
            if (wrong != null) {
                answers.onError(Methods.status(wrong));
                return;
            }
            switch (replica.keepAlive(request)) {
                case Outcome.Done<LeaseKeepAliveResponse>(LeaseKeepAliveResponse renewed) -> {
                    answers.onNext(renewed.toBuilder().setHeader(before).build());
                    waits = true;
                    if (answers.isReady()) {
                        ready();
                    }
                }
                case Outcome.Refused<LeaseKeepAliveResponse>(Refusal why) -> answers.onError(Methods.status(why));
            }
        }

        @Override
        public void onError(Throwable gone) {
            // The client has left; leases are nobody's.
        }

        @Override
        public void onCompleted() {
            answers.onCompleted();
        }
    }
}
