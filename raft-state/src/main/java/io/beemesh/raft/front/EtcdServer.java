package io.beemesh.raft.front;

import io.beemesh.raft.replica.Replica;
import io.beemesh.raft.store.wire.WatchRequest;
import io.beemesh.raft.store.wire.WatchResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor.MethodType;
import org.apache.ratis.thirdparty.io.grpc.Server;
import org.apache.ratis.thirdparty.io.grpc.ServerServiceDefinition;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCallStreamObserver;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCalls;
import org.apache.ratis.thirdparty.io.netty.channel.nio.NioEventLoopGroup;
import org.apache.ratis.thirdparty.io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * The stores of a host's groups, each at addresses of its own, in etcd's v3 API.
 *
 * <p>A request has {@value #REQUEST_BYTES_MAX} bytes at most, a connection {@value #CALLS_A_CONNECTION} calls at once;
 * one that says nothing for {@value #HANDSHAKE_SECONDS} s at first is closed.
 * Who reaches an address is let in: whoever opens it sees to it that only the group's pods do.
 *
 * <p>Each address has a thread of the kernel's that hears its clients and does nothing else.
 */
public final class EtcdServer {
    /** As etcd's by default: 1.5 MiB. */
    static final int REQUEST_BYTES_MAX = 3 << 19;

    /** With what gRPC and messages put around it, as in etcd. */
    static final int MESSAGE_BYTES_MAX = REQUEST_BYTES_MAX + (512 << 10);

    /** How long a client may read nothing while something waits for it. */
    static final Duration STALL = Duration.ofSeconds(60);

    private static final int CALLS_A_CONNECTION = 1000;
    private static final int HANDSHAKE_SECONDS = 5;
    private static final int END_SECONDS = 2;
    private static final String NO_USERS =
            "this store has no users: who reaches its address is a pod of its workload, and may do all";

    private final FrontLimits limits;
    private final LongSupplier nanos;
    private final RandomGenerator random;

    /**
     * Serves nothing yet.
     *
     * @param limits of each store's clients
     * @param nanos a time that only goes on, as {@link System#nanoTime}
     * @param random numbers of leases that clients let us choose
     */
    public EtcdServer(FrontLimits limits, LongSupplier nanos, RandomGenerator random) {
        this.limits = limits;
        this.nanos = nanos;
        this.random = random;
    }

    /**
     * Serves a store at one more address.
     *
     * @throws IOException if the address is taken
     */
    public Front open(Replica replica, Entrance entrance) throws IOException {
        ExecutorService calls = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("store-call-", 0).factory());
        NioEventLoopGroup loop = new NioEventLoopGroup(
                1, Thread.ofPlatform().daemon(true).name("store-front").factory());
        ClusterUrl url = new ClusterUrl();
        Server server = NettyServerBuilder.forAddress(entrance.at())
                .channelFactory(() -> new NioServerSocketChannel(entrance.socket()))
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .executor(calls)
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .maxConcurrentCallsPerConnection(CALLS_A_CONNECTION)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
                .addTransportFilter(new Connections(limits))
                .intercept(new LeaderRequired(replica, limits.noLeader()))
                .addService(new KvService(replica).definition())
                .addService(new LeaseService(replica, random).definition())
                .addService(new ClusterService(replica, url::text).definition())
                .addService(new MaintenanceService(replica).definition())
                .addService(watches(replica))
                .addService(auth())
                .build();
        boolean listens = false;
        try {
            server.start();
            Front opened = new Front(server, calls, loop);
            url.address = opened.address();
            listens = true;
            return opened;
        } finally {
            // Whatever it was that failed: a socket that nobody serves would have clients wait.
            if (!listens) {
                calls.shutdownNow();
                end(loop);
                entrance.socket().close();
            }
        }
    }

    private static void end(NioEventLoopGroup loop) {
        var ignored = loop.shutdownGracefully(0, END_SECONDS, TimeUnit.SECONDS);
        assert ignored != null;
    }

    private ServerServiceDefinition watches(Replica replica) {
        Methods methods = new Methods("Watch");
        MethodDescriptor<WatchRequest, WatchResponse> watch = methods.describe(
                "Watch",
                MethodType.BIDI_STREAMING,
                WatchRequest.getDefaultInstance(),
                WatchResponse.getDefaultInstance());
        return methods.other(watch, (call, headers) -> {
                    WatchStream.Terms terms =
                            new WatchStream.Terms(Connections.watches(call), LeaderRequired.isWanted(headers), limits);
                    return ServerCalls.<WatchRequest, WatchResponse>asyncBidiStreamingCall(client -> new WatchStream(
                                    replica, (ServerCallStreamObserver<WatchResponse>) client, terms, nanos))
                            .startCall(call, headers);
                })
                .build();
    }

    private static ServerServiceDefinition auth() {
        return new Methods("Auth")
                .refused(
                        NO_USERS,
                        "AuthEnable",
                        "AuthDisable",
                        "AuthStatus",
                        "Authenticate",
                        "UserAdd",
                        "UserGet",
                        "UserList",
                        "UserDelete",
                        "UserChangePassword",
                        "UserGrantRole",
                        "UserRevokeRole",
                        "RoleAdd",
                        "RoleGet",
                        "RoleList",
                        "RoleDelete",
                        "RoleGrantPermission",
                        "RoleRevokePermission")
                .build();
    }

    /** One address of a store. */
    public static final class Front implements AutoCloseable {
        private final Server server;
        private final ExecutorService calls;
        private final NioEventLoopGroup loop;

        private Front(Server server, ExecutorService calls, NioEventLoopGroup loop) {
            this.server = server;
            this.calls = calls;
            this.loop = loop;
        }

        /** Where it listens. */
        public InetSocketAddress address() {
            return (InetSocketAddress) server.getListenSockets().getFirst();
        }

        /** Whether it answers: until {@link #close}. */
        public boolean isOpen() {
            return !server.isShutdown();
        }

        /** Ends all calls. Idempotent. */
        @Override
        public void close() {
            server.shutdownNow();
            try {
                boolean ended = server.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
                assert ended || server.isShutdown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            calls.shutdownNow();
            end(loop);
        }
    }

    /** Known once the server listens. */
    private static final class ClusterUrl {
        private volatile InetSocketAddress address = InetSocketAddress.createUnresolved("localhost", 0);

        String text() {
            return "http://" + address.getHostString() + ":" + address.getPort();
        }
    }
}
