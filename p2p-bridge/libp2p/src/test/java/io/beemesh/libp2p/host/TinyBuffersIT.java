package io.beemesh.libp2p.host;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.perf.Perf;
import io.beemesh.libp2p.ping.Ping;
import io.beemesh.libp2p.transport.tcp.TcpTransport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Both sides write as much as they can through sockets that hold next to nothing.
 *
 * <p>If a thread that reads ever waited for one that writes, both sides would stop: each would wait for the other to
 * read.
 */
class TinyBuffersIT {
    private static final int SOCKET_BUFFER_BYTES = 4096;
    private static final int TRANSFERS = 6;
    private static final long BYTES = 2_000_000;

    private static Host host() throws IOException {
        Host host = HostBuilder.of(KeyPair.generate())
                .transport(new TcpTransport(SOCKET_BUFFER_BYTES))
                .listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))
                .start();
        Perf.serve(host);
        return host;
    }

    @Test
    @Timeout(120)
    void writesFromBothSidesAtOnceThroughTinyBuffersWithoutStopping() throws Exception {
        try (Host one = host();
                Host other = host()) {
            Connection forth = one.connect(other.addresses().getFirst());
            try (Ping first = Ping.open(forth, new Random(1), System::nanoTime)) {
                first.ping();
            }
            Connection back = other.connection(one.id()).orElseThrow();
            List<FutureTask<Void>> transfers = new ArrayList<>();
            for (int i = 0; i < TRANSFERS; i++) {
                transfers.add(started(() -> transfer(forth)));
                transfers.add(started(() -> transfer(back)));
            }
            transfers.add(started(() -> pings(forth)));
            transfers.add(started(() -> pings(back)));

            for (FutureTask<Void> transfer : transfers) {
                transfer.get(100, TimeUnit.SECONDS);
            }
        }
    }

    private static FutureTask<Void> started(Callable<Void> task) {
        FutureTask<Void> future = new FutureTask<>(task);
        Thread.ofVirtual().start(future);
        return future;
    }

    private static Void transfer(Connection connection) throws Exception {
        Perf.run(connection, new Perf.Amounts(BYTES, BYTES));
        return null;
    }

    private static Void pings(Connection connection) throws Exception {
        try (Ping ping = Ping.open(connection, new Random(2), System::nanoTime)) {
            for (int i = 0; i < 20; i++) {
                ping.ping();
            }
        }
        return null;
    }
}
