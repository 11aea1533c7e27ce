package io.beemesh.raft.front;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.beemesh.raft.front.testing.LocalFront;
import io.beemesh.raft.replica.testing.StoreGroup;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.testing.Calls;
import io.beemesh.raft.store.testing.GrpcTarget;
import io.beemesh.raft.store.wire.RangeRequest;
import io.beemesh.raft.store.wire.RangeResponse;
import io.beemesh.raft.store.wire.WatchCreateRequest;
import io.beemesh.raft.store.wire.WatchRequest;
import io.beemesh.raft.store.wire.WatchResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.ClientCall;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor.MethodType;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client of a member that is left alone does not wait for long. */
@Timeout(90)
class LeaderlessIT {
    private static final Duration NO_LEADER = Duration.ofSeconds(1);
    private static final FrontLimits LIMITS =
            new FrontLimits(4, 3, Duration.ofSeconds(10), Duration.ofMinutes(10), NO_LEADER);
    private static final ByteString KEY = ByteString.copyFromUtf8("k");

    @TempDir
    private Path folder;

    private StoreGroup group;
    private LocalFront server;
    private GrpcTarget client;
    private int member;

    @BeforeEach
    void start() throws Exception {
        group = StoreGroup.start(folder, 3, Keyspace.QUOTA_BYTES);
        member = group.follower();
        server = LocalFront.of(group.replica(member), LIMITS);
        client = new GrpcTarget(server.endpoint());
        assertThat(client.ask(Calls.parse("put k v"))).contains("revision: 2");
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        group.close();
    }

    @Test
    void whoWantsALeaderIsToldThatThereIsNone() throws Exception {
        Ended watch = new Ended("Watch/Watch", MethodType.BIDI_STREAMING, WatchResponse.getDefaultInstance());
        watch.send(WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder().setKey(KEY))
                .build());

        leaveAlone();

        assertThat(watch.status()).isEqualTo("UNAVAILABLE etcdserver: no leader");
        Ended get = new Ended("KV/Range", MethodType.UNARY, RangeResponse.getDefaultInstance());
        get.send(RangeRequest.newBuilder().setKey(KEY).setSerializable(true).build());
        assertThat(get.status()).isEqualTo("UNAVAILABLE etcdserver: no leader");
        assertThat(client.ask(Calls.parse("get k serializable"))).contains("value: \"v\"");
    }

    @Test
    void whoWaitsForAQuorumIsAnsweredAsSoonAsByEtcd() throws Exception {
        leaveAlone();

        for (String call : new String[] {"put k w", "get k"}) {
            long start = System.nanoTime();
            assertThat(client.ask(Calls.parse(call))).startsWith("error 14 etcdserver: ");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(9));
        }
    }

    private void leaveAlone() throws IOException {
        for (int other = 0; other < 3; other++) {
            if (other != member) {
                group.end(other);
            }
        }
    }

    /** A call that wants a leader, and how it ended. */
    private final class Ended extends ClientCall.Listener<MessageLite> {
        private final CompletableFuture<Status> status = new CompletableFuture<>();
        private final ClientCall<MessageLite, MessageLite> call;

        Ended(String name, MethodType type, MessageLite response) {
            MethodDescriptor<MessageLite, MessageLite> method =
                    GrpcTarget.method(name, type, response.getParserForType());
            Metadata headers = new Metadata();
            headers.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
            call = client.channel().newCall(method, CallOptions.DEFAULT);
            call.start(this, headers);
            call.request(100);
        }

        void send(MessageLite request) {
            call.sendMessage(request);
        }

        String status() throws Exception {
            Status ended = status.get(30, TimeUnit.SECONDS);
            return ended.getCode() + " " + ended.getDescription();
        }

        @Override
        public void onClose(Status ended, Metadata trailers) {
            status.complete(ended);
        }
    }
}
