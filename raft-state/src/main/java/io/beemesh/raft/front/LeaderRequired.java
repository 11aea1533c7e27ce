package io.beemesh.raft.front;

import io.beemesh.raft.replica.Replica;
import io.beemesh.raft.store.request.Refusal;
import java.time.Duration;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;

/**
 * Calls that are not to wait, nor to be answered from what a member knows, while there is no leader: clients of etcd
 * ask for that by a word in the head of a call (clientv3's WithRequireLeader).
 *
 * @param noLeader for how long there may be none
 */
record LeaderRequired(Replica replica, Duration noLeader) implements ServerInterceptor {
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    static boolean isWanted(Metadata headers) {
        return "true".equals(headers.get(HAS_LEADER));
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (isWanted(headers) && !replica.hasLeader(noLeader)) {
            call.close(Methods.status(Refusal.NO_LEADER).getStatus(), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(call, headers);
    }
}
