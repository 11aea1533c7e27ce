package io.beemesh.raft.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beemesh.raft.store.testing.Call;
import io.beemesh.raft.store.testing.Calls;
import io.beemesh.raft.store.testing.Etcd;
import io.beemesh.raft.store.testing.GrpcTarget;
import io.beemesh.raft.store.testing.KeyspaceTarget;
import io.beemesh.raft.store.testing.RandomCalls;
import io.beemesh.raft.store.testing.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The answers in the scripts are those of a real etcd. Needs {@code BEEMESH_ETCD=$(e2e/rig/etcd path)}; with {@code
 * BEEMESH_ETCD_ANSWERS=record} what it answers is written into the scripts first.
 */
@Timeout(60)
class EtcdComparisonIT {
    @TempDir
    private Path folder;

    static List<Script> scripts() throws IOException {
        return Script.all();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void answersAsInTheScript(Script script) throws Exception {
        Optional<Path> program = Etcd.program();
        assumeTrue(program.isPresent(), "BEEMESH_ETCD is not set");
        try (Etcd etcd = Etcd.start(program.orElseThrow(), folder);
                GrpcTarget target = new GrpcTarget(etcd.address())) {
            String played = script.play(target);
            if ("record".equals(System.getenv("BEEMESH_ETCD_ANSWERS"))) {
                script.record(played);
            }
            assertThat(played).isEqualTo(script.text());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void answersAsAKeyspaceWhateverItIsAsked(long seed) throws Exception {
        Optional<Path> program = Etcd.program();
        assumeTrue(program.isPresent(), "BEEMESH_ETCD is not set");
        KeyspaceTarget keyspace = new KeyspaceTarget();
        try (Etcd etcd = Etcd.start(program.orElseThrow(), folder);
                GrpcTarget target = new GrpcTarget(etcd.address())) {
            for (String line : RandomCalls.of(seed, 1000)) {
                Call call = Calls.parse(line);
                assertThat(keyspace.ask(call)).as("%s", line).isEqualTo(target.ask(call));
            }
        }
    }
}
