package io.beemesh.raft.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.raft.store.testing.KeyspaceTarget;
import io.beemesh.raft.store.testing.Script;
import io.beemesh.raft.store.wire.AlarmType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a snapshot brings to another member is what was, or nothing. */
class SnapshotTest {
    static List<Script> scripts() throws IOException {
        return Script.ofKeyspace();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void bringsAllThereIs(Script script) throws Exception {
        Keyspace before = played(script);

        Keyspace after = Snapshot.read(new ByteArrayInputStream(bytes(before)), Keyspace.QUOTA_BYTES);

        assertThat(after.revision()).isEqualTo(before.revision());
        assertThat(after.compacted()).isEqualTo(before.compacted());
        assertThat(after.bytes()).isEqualTo(before.bytes());
        assertThat(after.hash(0)).isEqualTo(before.hash(0));
        assertThat(after.alarms(AlarmType.NONE)).isEqualTo(before.alarms(AlarmType.NONE));
        assertThat(after.leaseIds()).isEqualTo(before.leaseIds());
        for (long id : before.leaseIds()) {
            assertThat(after.leaseKeys(id)).isEqualTo(before.leaseKeys(id));
            assertThat(after.leaseTtlSeconds(id)).isEqualTo(before.leaseTtlSeconds(id));
        }
        assertThat(bytes(after)).isEqualTo(bytes(before));
    }

    @Test
    void refusesOneOfWhichAnyByteIsWrong() throws Exception {
        byte[] whole = bytes(played(Script.ofKeyspace().getLast()));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);

        for (int i = 0; i < whole.length; i++) {
            byte[] broken = whole.clone();
            broken[i] ^= (byte) (1 + random.nextInt(255));
            assertThatThrownBy(() -> Snapshot.read(new ByteArrayInputStream(broken), Keyspace.QUOTA_BYTES))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesOneThatEndsEarly() throws Exception {
        byte[] whole = bytes(played(Script.ofKeyspace().getLast()));

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Snapshot.read(new ByteArrayInputStream(cut), Keyspace.QUOTA_BYTES))
                    .isInstanceOf(IOException.class);
        }
    }

    private static Keyspace played(Script script) throws Exception {
        KeyspaceTarget target = new KeyspaceTarget();
        script.play(target);
        return target.keyspace();
    }

    private static byte[] bytes(Keyspace keyspace) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Snapshot.write(keyspace, out);
        return out.toByteArray();
    }
}
