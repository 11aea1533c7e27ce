package io.beemesh.raft.bench;

import io.beemesh.raft.front.testing.LocalFront;
import io.beemesh.raft.replica.testing.StoreGroup;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.testing.Calls;
import io.beemesh.raft.store.testing.Etcd;
import io.beemesh.raft.store.testing.GrpcTarget;
import io.beemesh.raft.store.testing.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Puts and linearizable gets by gRPC, once all is warm: 200 one after the other, then 3,000 of 50 clients. A group of
 * three over libp2p in memory, asked beside a follower, and, with {@code BEEMESH_ETCD}, a real etcd of one member that
 * does not sync its disk.
 */
final class StoreBench {
    private static final int ONE_BY_ONE = 200;
    private static final int CLIENTS = 50;
    private static final int EACH = 60;
    private static final int WARM_ROUNDS = 5;

    private StoreBench() {}

    /** Prints a table. */
    public static void main(String[] arguments) throws Exception {
        System.out.printf("%-24s %12s %12s %12s %12s%n", "", "put, us", "puts/s", "get, us", "gets/s");
        Path folder = Files.createTempDirectory("store-bench");
        try (StoreGroup group = StoreGroup.start(folder, 3, Keyspace.QUOTA_BYTES);
                LocalFront server = LocalFront.of(group.replica(group.follower()));
                GrpcTarget target = new GrpcTarget(server.endpoint())) {
            print("group of three", target);
        }
        if (Etcd.program().isPresent()) {
            try (Etcd etcd = Etcd.start(Etcd.program().orElseThrow(), folder);
                    GrpcTarget target = new GrpcTarget(etcd.address())) {
                print("etcd, one, no sync", target);
            }
        }
        System.exit(0);
    }

    private static void print(String name, Target target) throws Exception {
        for (int i = 0; i < WARM_ROUNDS; i++) {
            together(target, "put");
            together(target, "get");
        }
        System.out.printf(
                "%-24s %12d %12d %12d %12d%n",
                name,
                oneByOne(target, "put"),
                together(target, "put"),
                oneByOne(target, "get"),
                together(target, "get"));
    }

    private static long oneByOne(Target target, String verb) throws Exception {
        long[] nanos = new long[ONE_BY_ONE];
        for (int i = 0; i < ONE_BY_ONE; i++) {
            long start = System.nanoTime();
            ask(target, verb, i);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return TimeUnit.NANOSECONDS.toMicros(nanos[ONE_BY_ONE / 2]);
    }

    private static long together(Target target, String verb) throws Exception {
        long start = System.nanoTime();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int own = client;
                ends.add(clients.submit(() -> {
                    for (int i = 0; i < EACH; i++) {
                        ask(target, verb, own);
                    }
                    return own;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
        return CLIENTS * EACH * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - start);
    }

    private static void ask(Target target, String verb, int key) throws Exception {
        String answer = target.ask(Calls.parse(verb + " k" + key + (verb.equals("put") ? " value" : "")));
        if (answer.startsWith("error")) {
            throw new IllegalStateException(answer);
        }
    }
}
