package io.beemesh.raft.bench;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.raft.front.Entrance;
import io.beemesh.raft.groups.GroupMember;
import io.beemesh.raft.rpc.RaftNetwork;
import io.beemesh.raft.stores.StoreSettings;
import io.beemesh.raft.stores.Stores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** How much memory a host has for its groups: each has one member, is empty, and is served. */
final class MemoryBench {
    private static final Set<Integer> TOLD = Set.of(0, 1, 2, 4, 8, 16, 32, 64);
    private static final int MOST = 64;
    private static final long SETTLE_MILLIS = 4000;
    private static final long LOOK_MILLIS = 20;

    private MemoryBench() {}

    /** Prints a table. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("memory-bench");
        Host host = HostBuilder.of(KeyPair.generate())
                .transport(new MemoryNetwork())
                .listen(Multiaddr.parse("/memory/0"))
                .start();
        RaftNetwork network = new RaftNetwork(host, peer -> List.of());
        StoreSettings settings = StoreSettings.edge(folder, System::nanoTime);
        System.out.printf("%-24s %12s%n", "groups of one host", "resident, MB");
        Stores stores = Stores.onDemand(network, settings, RandomGenerator.getDefault());
        for (int count = 0; count <= MOST; count++) {
            if (count > 0) {
                open(stores, host);
            }
            if (TOLD.contains(count)) {
                pause(SETTLE_MILLIS);
                System.gc();
                pause(SETTLE_MILLIS);
                System.out.printf("%-24d %12d%n", count, resident());
            }
        }
        System.exit(0);
    }

    private static void open(Stores stores, Host host) throws IOException, InterruptedException {
        UUID group = UUID.randomUUID();
        var opened = stores.open(group, List.of(GroupMember.voter(host.id(), Instant.EPOCH)));
        var served = stores.serve(group, Entrance.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        while (!stores.leads(group)) {
            pause(LOOK_MILLIS);
        }
        assert opened != null && served != null;
    }

    private static void pause(long millis) throws InterruptedException {
        boolean never = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        assert !never;
    }

    private static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
