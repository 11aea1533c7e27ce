package io.beemesh.raft.front;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.raft.front.testing.LocalFront;
import io.beemesh.raft.replica.testing.StoreGroup;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.testing.GrpcTarget;
import io.beemesh.raft.store.testing.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
                LocalFront server = LocalFront.of(group.replica(0));
                GrpcTarget client = new GrpcTarget(server.endpoint())) {
            assertThat(script.play(client)).isEqualTo(script.text());
        }
    }
}
