package io.beemesh.raft.bench;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.tcp.TcpTransport;
import io.beemesh.raft.appender.AppenderLimits;
import io.beemesh.raft.testing.Group;
import io.beemesh.raft.testing.GrpcWire;
import io.beemesh.raft.testing.Libp2pWire;
import io.beemesh.raft.testing.SlowNetwork;
import io.beemesh.raft.testing.Wire;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.TimeDuration;

/**
 * Writes of three members and a client beside a follower in one process, logs on disk: 100 one after the other, and
 * 3,000 of which 100 are on their way at once. Rounds go around the ways, the best of them counts.
 */
final class WriteBench {
    private static final int ROUNDS = 3;
    private static final int ONE_BY_ONE = 100;
    private static final int TOGETHER = 3000;
    private static final Duration FAR = Duration.ofMillis(20);

    private static final Map<String, Supplier<Wire>> WAYS = ways();

    private WriteBench() {}

    private static Map<String, Supplier<Wire>> ways() {
        Map<String, Supplier<Wire>> ways = new LinkedHashMap<>();
        ways.put("streams, memory", Libp2pWire::inMemory);
        ways.put("streams, TCP", () -> new Libp2pWire(new TcpTransport(), Multiaddr.parse("/ip4/127.0.0.1/tcp/0")));
        ways.put("Ratis' gRPC", GrpcWire::new);
        ways.put("streams, 40 ms round trip", () -> far(AppenderLimits.edge()));
        ways.put(
                "the same, one batch in flight",
                () -> far(new AppenderLimits(1, 4 << 20, 16 << 20, FAR.multipliedBy(3000))));
        return ways;
    }

    private static Wire far(AppenderLimits limits) {
        return new Libp2pWire(new SlowNetwork(FAR), Multiaddr.parse("/memory/0"), limits);
    }

    /** Prints a table. */
    public static void main(String[] arguments) throws Exception {
        Map<String, Figures> best = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Map.Entry<String, Supplier<Wire>> way : WAYS.entrySet()) {
                best.merge(way.getKey(), measure(way.getValue().get()), Figures::best);
            }
        }
        PrintStream out = System.out;
        out.printf("%-30s %14s %14s%n", "", "one by one, us", "writes/s");
        best.forEach((way, figures) ->
                out.printf("%-30s %14d %14d%n", way, figures.medianMicros(), figures.writesPerSecond()));
        System.exit(0);
    }

    private static Figures measure(Wire wire) throws Exception {
        Path folder = Files.createTempDirectory("raft-bench");
        try (Group group = Group.start(wire, folder, WriteBench::settings)) {
            RaftPeer leader = group.leader();
            try (RaftClient client = group.client(group.others(leader).getFirst(), leader)) {
                together(client);
                return new Figures(oneByOne(client), together(client));
            }
        } finally {
            delete(folder);
        }
    }

    /** No snapshot comes between; time enough to connect and to vote. */
    private static void settings(RaftProperties properties) {
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, false);
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, TimeDuration.valueOf(1500, TimeUnit.MILLISECONDS));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, TimeDuration.valueOf(2500, TimeUnit.MILLISECONDS));
    }

    private static long oneByOne(RaftClient client) throws Exception {
        long[] nanos = new long[ONE_BY_ONE];
        for (int i = 0; i < ONE_BY_ONE; i++) {
            long start = System.nanoTime();
            check(client.io().send(Message.valueOf("k" + i + "=v")));
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return TimeUnit.NANOSECONDS.toMicros(nanos[ONE_BY_ONE / 2]);
    }

    /** Ratis' client lets 100 be on their way. */
    private static long together(RaftClient client) throws Exception {
        long start = System.nanoTime();
        List<CompletableFuture<RaftClientReply>> replies = new ArrayList<>();
        for (int i = 0; i < TOGETHER; i++) {
            replies.add(client.async().send(Message.valueOf("t" + i + "=v")));
        }
        for (CompletableFuture<RaftClientReply> reply : replies) {
            check(reply.get());
        }
        return TOGETHER * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - start);
    }

    private static void check(RaftClientReply reply) {
        if (!reply.isSuccess()) {
            throw new IllegalStateException(reply.toString());
        }
    }

    private static void delete(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What counts of a way. */
    private record Figures(long medianMicros, long writesPerSecond) {
        Figures best(Figures other) {
            return new Figures(
                    Math.min(medianMicros, other.medianMicros), Math.max(writesPerSecond, other.writesPerSecond));
        }
    }
}
