package io.beemesh.raft.bench;

import io.beemesh.raft.linearizability.Call.Wish;
import io.beemesh.raft.linearizability.StoreClient;
import io.beemesh.raft.store.testing.Etcd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;

/**
 * Three members as processes with their disks synced, beside three of etcd with {@code BEEMESH_ETCD}: puts and
 * linearizable gets of 1, 16 and 256 clients that are spread over the members, and how long nobody is answered when the
 * leader is killed.
 */
final class ClusterBench {
    private static final int[] CLIENTS = {1, 16, 256};
    private static final int[] EACH = {300, 100, 100};
    private static final int WARM_ROUNDS = 2;
    private static final int FAILOVERS = 5;
    private static final Duration LEADER_LOST = Duration.ofSeconds(1);
    private static final Duration TRY = Duration.ofMillis(200);
    private static final LongAdder REFUSED = new LongAdder();

    private ClusterBench() {}

    /** Prints a table. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("cluster-bench");
        System.out.printf(
                "%-12s %-5s %10s %10s %10s %10s %10s%n", "", "", "p50, us", "p99, us", "1, /s", "16, /s", "256, /s");
        try (Cluster group = Cluster.ofGroup(Files.createDirectory(folder.resolve("group")), LEADER_LOST)) {
            print("group", group);
        }
        if (Etcd.program().isPresent()) {
            try (Cluster etcd =
                    Cluster.ofEtcd(Etcd.program().orElseThrow(), Files.createDirectory(folder.resolve("real")))) {
                print("etcd", etcd);
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
        System.exit(0);
    }

    private static void print(String name, Cluster cluster) throws Exception {
        for (String verb : List.of("put", "get")) {
            // For nothing: a JVM takes tens of thousands of calls to compile what they need.
            for (int round = 0; round < WARM_ROUNDS; round++) {
                Figures unused = measure(cluster, verb, CLIENTS.length - 1);
            }
            Figures alone = measure(cluster, verb, 0);
            System.out.printf(
                    "%-12s %-5s %10d %10d %10d %10d %10d%n",
                    name,
                    verb,
                    alone.micros(50),
                    alone.micros(99),
                    alone.aSecond(),
                    measure(cluster, verb, 1).aSecond(),
                    measure(cluster, verb, 2).aSecond());
        }
        System.out.printf("%-12s %d calls were asked again, for they were refused%n", name, REFUSED.sumThenReset());
        long[] millis = new long[FAILOVERS];
        for (int i = 0; i < FAILOVERS; i++) {
            millis[i] = failover(cluster);
        }
        Arrays.sort(millis);
        System.out.printf(
                "%-12s leader killed, until the next put: median %d ms, longest %d ms%n",
                name, millis[FAILOVERS / 2], millis[FAILOVERS - 1]);
    }

    /** What clients saw. */
    private record Figures(long[] sortedNanos, long nanos) {
        long micros(int percent) {
            return TimeUnit.NANOSECONDS.toMicros(sortedNanos[(sortedNanos.length - 1) * percent / 100]);
        }

        long aSecond() {
            return sortedNanos.length * TimeUnit.SECONDS.toNanos(1) / nanos;
        }
    }

    private static Figures measure(Cluster cluster, String verb, int column) throws Exception {
        int count = CLIENTS[column];
        List<StoreClient> connections =
                cluster.endpoints().stream().map(StoreClient::new).toList();
        List<Future<long[]>> answers = new ArrayList<>();
        long start = System.nanoTime();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                StoreClient client = connections.get(i % connections.size());
                Wish wish = new Wish("k" + i, verb, "", "value");
                answers.add(clients.submit(() -> ask(client, wish, EACH[column])));
            }
        }
        long nanos = System.nanoTime() - start;
        connections.forEach(StoreClient::close);
        long[] all = new long[count * EACH[column]];
        for (int i = 0; i < count; i++) {
            System.arraycopy(answers.get(i).get(), 0, all, i * EACH[column], EACH[column]);
        }
        Arrays.sort(all);
        return new Figures(all, nanos);
    }

    private static long[] ask(StoreClient client, Wish wish, int times) {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            while (!isDone(client, wish)) {
                REFUSED.increment();
            }
            nanos[i] = System.nanoTime() - start;
        }
        return nanos;
    }

    private static boolean isDone(StoreClient client, Wish wish) {
        try {
            return client.ask(wish) != null;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    private static long failover(Cluster cluster) throws Exception {
        int leader = cluster.leader();
        // Whoever waits for a leader longer than that asks again.
        try (StoreClient client = new StoreClient(cluster.endpoints().get((leader + 1) % 3), TRY)) {
            awaitPut(client, "before");
            cluster.kill(leader);
            long start = System.nanoTime();
            awaitPut(client, "after");
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            cluster.restart(leader);
            return millis;
        }
    }

    private static void awaitPut(StoreClient client, String key) {
        while (!isDone(client, new Wish(key, "put", "", "v"))) {
            Thread.onSpinWait();
        }
    }
}
