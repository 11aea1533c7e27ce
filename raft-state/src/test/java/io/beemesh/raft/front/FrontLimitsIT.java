package io.beemesh.raft.front;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.raft.front.testing.LocalFront;
import io.beemesh.raft.replica.testing.StoreGroup;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.testing.Call;
import io.beemesh.raft.store.testing.Calls;
import io.beemesh.raft.store.testing.GrpcTarget;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.PutRequest;
import io.beemesh.raft.store.wire.WatchCancelRequest;
import io.beemesh.raft.store.wire.WatchCreateRequest;
import io.beemesh.raft.store.wire.WatchProgressRequest;
import io.beemesh.raft.store.wire.WatchRequest;
import io.beemesh.raft.store.wire.WatchResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.ClientCall;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor.MethodType;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client may ask for, and what becomes of one that asks for more or takes nothing. */
@Timeout(60)
class FrontLimitsIT {
    private static final FrontLimits LIMITS =
            new FrontLimits(4, 3, Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ofSeconds(1));

    @TempDir
    private Path folder;

    private StoreGroup group;
    private LocalFront server;
    private GrpcTarget client;

    @BeforeEach
    void start() throws Exception {
        group = StoreGroup.start(folder, 1, Keyspace.QUOTA_BYTES);
        server = LocalFront.of(group.replica(0), LIMITS);
        client = new GrpcTarget(server.endpoint());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        group.close();
    }

    @Test
    void refusesALargeRequestAsEtcdDoes() throws Exception {
        assertThat(client.ask(Calls.parse("put k x*" + (EtcdServer.REQUEST_BYTES_MAX - 100))))
                .contains("revision: 2");
        assertThat(client.ask(Calls.parse("put k x*" + EtcdServer.REQUEST_BYTES_MAX)))
                .isEqualTo("error 3 etcdserver: request is too large");
        assertThat(client.ask(Calls.parse("put k x*" + EtcdServer.MESSAGE_BYTES_MAX)))
                .startsWith("error 8 ");
    }

    @Test
    void oneConnectionMoreIsClosedAndTheOthersGoOn() throws Exception {
        String address = server.endpoint();
        try (GrpcTarget second = new GrpcTarget(address);
                GrpcTarget third = new GrpcTarget(address);
                GrpcTarget fifth = new GrpcTarget(address)) {
            try (GrpcTarget fourth = new GrpcTarget(address)) {
                for (GrpcTarget open : List.of(client, second, third, fourth)) {
                    assertThat(open.ask(Calls.parse("get k"))).contains("count");
                }
                assertThat(fifth.ask(Calls.parse("get k"))).startsWith("error ");
            }
            Eventually.succeeds(() -> {
                if (fifth.ask(Calls.parse("get k")).startsWith("error")) {
                    throw new IOException("no room yet");
                }
                return fifth;
            });
            assertThat(client.ask(Calls.parse("get k"))).contains("count");
        }
    }

    @Test
    void refusesWhatItDoesNotOffer() throws Exception {
        assertThat(client.ask(new Call("Auth/AuthEnable", WatchCancelRequest.getDefaultInstance(), 0)))
                .startsWith("error 12 this store has no users");
        assertThat(client.ask(new Call("Cluster/MemberAdd", WatchCancelRequest.getDefaultInstance(), 0)))
                .startsWith("error 12 members of this store are the hosts");
    }

    @Test
    void tellsWatchesWhatHappensAndHowFarTheyAre() throws Exception {
        Listener watch = new Listener();
        watch.request(1000);
        watch.send(create(0));
        assertThat(watch.next().getCreated()).isTrue();

        put("k", "v");
        assertThat(watch.next().getEvents(0).getKv().getValue().toStringUtf8()).isEqualTo("v");

        watch.send(WatchRequest.newBuilder()
                .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                .build());
        assertThat(watch.next()).satisfies(progress -> {
            assertThat(progress.getWatchId()).isEqualTo(-1);
            assertThat(progress.getHeader().getRevision()).isEqualTo(2);
        });
    }

    @Test
    void aConnectionHasSoManyWatchesInAllItsStreams() throws Exception {
        Listener first = new Listener();
        Listener second = new Listener();
        first.request(1000);
        second.request(1000);
        for (int i = 0; i < 3; i++) {
            first.send(create(0));
            assertThat(first.next().getCanceled()).isFalse();
        }

        second.send(create(0));
        assertThat(second.next()).satisfies(refused -> {
            assertThat(refused.getCanceled()).isTrue();
            assertThat(refused.getCancelReason()).isEqualTo("etcdserver: too many requests");
        });

        first.send(WatchRequest.newBuilder()
                .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(1))
                .build());
        assertThat(first.next().getCanceled()).isTrue();
        second.send(create(0));
        assertThat(second.next().getCanceled()).isFalse();
    }

    @Test
    void whoTakesNothingLosesItsStream() throws Exception {
        Listener watch = new Listener();
        watch.send(create(0));
        for (int i = 0; i < 100; i++) {
            put("k", "x".repeat(100 << 10));
        }

        watch.awaitRoom();
        watch.request(1000);

        Status status = watch.ended.get(30, TimeUnit.SECONDS);
        assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(watch.events()).isLessThan(100);
    }

    private void put(String key, String value) {
        assertThat(group.replica(0)
                        .change(Command.newBuilder()
                                .setPut(PutRequest.newBuilder()
                                        .setKey(ByteString.copyFromUtf8(key))
                                        .setValue(ByteString.copyFromUtf8(value))))
                        .hasPut())
                .isTrue();
    }

    private static WatchRequest create(long id) {
        return WatchRequest.newBuilder()
                .setCreateRequest(WatchCreateRequest.newBuilder().setWatchId(id).setKey(ByteString.copyFromUtf8("k")))
                .build();
    }

    /** A stream of watches of which a test takes as many answers as it wants. */
    private final class Listener extends ClientCall.Listener<MessageLite> {
        private final BlockingQueue<WatchResponse> responses = new LinkedBlockingQueue<>();
        private final CompletableFuture<Status> ended = new CompletableFuture<>();
        private final ClientCall<MessageLite, MessageLite> call = client.channel()
                .newCall(
                        GrpcTarget.method("Watch/Watch", MethodType.BIDI_STREAMING, WatchResponse.parser()),
                        CallOptions.DEFAULT);

        Listener() {
            call.start(this, new Metadata());
        }

        void send(WatchRequest request) {
            call.sendMessage(request);
        }

        void request(int count) {
            call.request(count);
        }

        WatchResponse next() throws InterruptedException {
            return responses.poll(10, TimeUnit.SECONDS);
        }

        long events() {
            return responses.stream().mapToLong(WatchResponse::getEventsCount).sum();
        }

        /** Until the server has given up: then another one has room for all watches of the connection. */
        void awaitRoom() throws Exception {
            Eventually.succeeds(() -> {
                Listener other = new Listener();
                other.request(3);
                for (int i = 0; i < 3; i++) {
                    other.send(create(0));
                }
                for (int i = 0; i < 3; i++) {
                    if (other.next().getCanceled()) {
                        other.call.cancel("no room yet", null);
                        throw new IOException("no room yet");
                    }
                }
                return other;
            });
        }

        @Override
        public void onMessage(MessageLite response) {
            responses.add((WatchResponse) response);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            ended.complete(status);
        }
    }
}
