package io.beemesh.raft.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.raft.rpc.RaftNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host without a group pays nothing for what groups need. */
@Timeout(60)
class StoresTest {
    @TempDir
    private Path folder;

    @Test
    void loadsNothingOfRatisOrGrpcWithoutAGroup() throws Exception {
        Path log = folder.resolve("classes");
        Process host = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + log,
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostWithoutAGroup.class.getName(),
                        folder.resolve("stores").toString()))
                .inheritIO()
                .start();

        assertThat(host.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(host.exitValue()).isZero();
        List<String> classes = Files.readAllLines(log);
        assertThat(classes).anyMatch(line -> line.contains("io.beemesh.raft.stores.StoresOnDemand"));
        assertThat(classes)
                .noneMatch(line -> line.contains("org.apache.ratis") || line.contains("com.google.protobuf"));
    }

    /** What an agent does while no workload has asked for a store. */
    static final class HostWithoutAGroup {
        private HostWithoutAGroup() {}

        public static void main(String[] folder) throws IOException, InterruptedException {
            Host host = HostBuilder.of(KeyPair.generate())
                    .transport(new MemoryNetwork())
                    .listen(Multiaddr.parse("/memory/0"))
                    .start();
            RaftNetwork network = new RaftNetwork(host, peer -> List.of());
            StoreSettings settings = StoreSettings.edge(Path.of(folder[0]), System::nanoTime);
            try (Stores stores = Stores.onDemand(network, settings, RandomGenerator.getDefault())) {
                boolean quiet = stores.groups().isEmpty()
                        && stores.drain(Duration.ofSeconds(1)).isEmpty()
                        && !stores.leave(new UUID(1, 2));
                if (!quiet) {
                    throw new IllegalStateException("there is a group");
                }
            }
            host.close();
        }
    }
}
