package io.beemesh.raft.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.beemesh.raft.store.request.Refusal;
import io.beemesh.raft.store.request.Requests;
import io.beemesh.raft.store.wire.AlarmRequest;
import io.beemesh.raft.store.wire.AlarmType;
import io.beemesh.raft.store.wire.Answer;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.CompactionRequest;
import io.beemesh.raft.store.wire.PutRequest;
import org.junit.jupiter.api.Test;

/** A store does not grow beyond its quota, on any member. */
class QuotaTest {
    private static final int KEYS = 10;
    private static final long MEMBER = 7;

    private final Keyspace keyspace = new Keyspace(KEYS * (Requests.CHANGE_BYTES + 2) + 1);

    @Test
    void raisesTheAlarmWithTheFirstPutThatFindsNoRoom() {
        fill();

        assertThat(put().getRefusal()).isEqualTo(Refusal.NO_SPACE.name());

        assertThat(keyspace.revision()).isEqualTo(1 + KEYS);
        assertThat(keyspace.alarms(AlarmType.NOSPACE))
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.getMemberID()).isEqualTo(MEMBER));
    }

    @Test
    void growsAgainAfterACompactionAndOnceTheAlarmIsTakenBack() {
        fill();
        put();

        keyspace.apply(Command.newBuilder()
                .setCompaction(CompactionRequest.newBuilder().setRevision(keyspace.revision()))
                .build());
        assertThat(put().getRefusal()).isEqualTo(Refusal.NO_SPACE.name());
        keyspace.apply(Command.newBuilder()
                .setAlarm(AlarmRequest.newBuilder()
                        .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                        .setAlarm(AlarmType.NOSPACE)
                        .setMemberID(MEMBER))
                .build());

        assertThat(put().hasPut()).isTrue();
        assertThat(keyspace.bytes()).isEqualTo(2 * (Requests.CHANGE_BYTES + 2));
    }

    private void fill() {
        for (int i = 0; i < KEYS; i++) {
            assertThat(put().hasPut()).isTrue();
        }
    }

    private Answer put() {
        return keyspace.apply(Command.newBuilder()
                .setMember(MEMBER)
                .setPut(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("k"))
                        .setValue(ByteString.copyFromUtf8("v")))
                .build());
    }
}
