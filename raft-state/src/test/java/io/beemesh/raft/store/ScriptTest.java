package io.beemesh.raft.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.raft.store.testing.KeyspaceTarget;
import io.beemesh.raft.store.testing.Script;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A keyspace answers what a real etcd answered. */
class ScriptTest {
    static List<Script> scripts() throws IOException {
        return Script.ofKeyspace();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void answersAsEtcdDid(Script script) throws Exception {
        assertThat(script.play(new KeyspaceTarget())).isEqualTo(script.text());
    }
}
