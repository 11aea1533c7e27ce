package io.beemesh.raft.front;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.raft.replica.testing.StoreGroup;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.testing.GrpcTarget;
import io.beemesh.raft.store.testing.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A group answers over gRPC what a real etcd answered. */
@Timeout(60)
class EtcdServerIT {
    @TempDir
    private Path folder;

    static List<Script> scripts() throws IOException {
        return Script.all();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void answersAsEtcdDid(Script script) throws Exception {
        try (StoreGroup group = StoreGroup.start(folder, 1, Keyspace.QUOTA_BYTES);
                EtcdServer server = EtcdServer.start(
                        group.replica(0),
                        Entrance.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                        FrontLimits.edge(Duration.ofSeconds(2)),
                        System::nanoTime,
                        RandomGenerator.getDefault());
                GrpcTarget client =
                        new GrpcTarget("127.0.0.1:" + server.address().getPort())) {
            assertThat(script.play(client)).isEqualTo(script.text());
        }
    }
}
