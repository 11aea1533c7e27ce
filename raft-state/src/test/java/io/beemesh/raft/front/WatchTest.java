package io.beemesh.raft.front;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.request.KeyRange;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.CompactionRequest;
import io.beemesh.raft.store.wire.Event;
import io.beemesh.raft.store.wire.KeyValue;
import io.beemesh.raft.store.wire.PutRequest;
import io.beemesh.raft.store.wire.RequestOp;
import io.beemesh.raft.store.wire.TxnRequest;
import io.beemesh.raft.store.wire.WatchCreateRequest;
import io.beemesh.raft.store.wire.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a watch is told is bounded, whole and in order. */
class WatchTest {
    private static final KeyRange ALL = KeyRange.of(bytes("a"), ByteString.copyFrom(new byte[1]));

    private final Keyspace keyspace = new Keyspace(Keyspace.QUOTA_BYTES);
    private final Watch watch = new Watch(1, ALL, WatchCreateRequest.getDefaultInstance(), 1);

    @Test
    void tellsAThousandEventsAtATime() {
        for (int i = 0; i < 2500; i++) {
            put("k" + i, "v");
        }

        assertThat(sizes()).containsExactly(1000, 1000, 500);
        assertThat(watch.next(keyspace)).isEmpty();
    }

    @Test
    void tellsAboutAMebibyteAtATime() {
        for (int i = 0; i < 5; i++) {
            put("k", "x".repeat(700_000));
        }

        assertThat(sizes()).containsExactly(2, 2, 1);
    }

    @Test
    void neverTearsARevisionApart() {
        for (int i = 0; i < 7; i++) {
            put("k" + i, "v");
        }
        for (int round = 0; round < 10; round++) {
            TxnRequest.Builder txn = TxnRequest.newBuilder();
            for (int i = 0; i < 128; i++) {
                txn.addSuccess(RequestOp.newBuilder().setRequestPut(request("t" + i, "v")));
            }
            keyspace.apply(Command.newBuilder().setTxn(txn).build());
        }

        assertThat(sizes()).containsExactly(7 + 8 * 128, 2 * 128);
    }

    @Test
    void endsWhereHistoryWasForgotten() {
        put("k", "1");
        put("k", "2");
        keyspace.apply(Command.newBuilder()
                .setCompaction(CompactionRequest.newBuilder().setRevision(3))
                .build());

        assertThat(watch.next(keyspace)).hasValueSatisfying(response -> {
            assertThat(response.getCanceled()).isTrue();
            assertThat(response.getCompactRevision()).isEqualTo(3);
        });
    }

    @Test
    void seesWhatComesLater() {
        put("k", "1");
        assertThat(sizes()).containsExactly(1);
        assertThat(watch.next(keyspace)).isEmpty();

        put("k", "2");

        assertThat(watch.next(keyspace)).hasValueSatisfying(response -> assertThat(response.getEventsList())
                .singleElement()
                .satisfies(event -> assertThat(event.getKv().getModRevision()).isEqualTo(3)));
    }

    @Test
    void comesInPiecesOfWhichAllButTheLastSaySo() {
        WatchResponse.Builder large = WatchResponse.newBuilder().setWatchId(1);
        for (int i = 0; i < 10; i++) {
            large.addEvents(Event.newBuilder().setKv(KeyValue.newBuilder().setValue(bytes("x".repeat(300)))));
        }

        List<WatchResponse> pieces = Fragments.of(large.build(), 1000);

        assertThat(pieces)
                .allSatisfy(piece -> assertThat(piece.getSerializedSize()).isLessThan(1000));
        assertThat(pieces).extracting(WatchResponse::getEventsCount).containsExactly(3, 3, 3, 1);
        assertThat(pieces).extracting(WatchResponse::getFragment).containsExactly(true, true, true, false);
    }

    private List<Integer> sizes() {
        List<Integer> sizes = new ArrayList<>();
        for (Optional<WatchResponse> next = watch.next(keyspace); next.isPresent(); next = watch.next(keyspace)) {
            sizes.add(next.orElseThrow().getEventsCount());
        }
        return sizes;
    }

    private void put(String key, String value) {
        assertThat(keyspace.apply(
                                Command.newBuilder().setPut(request(key, value)).build())
                        .hasPut())
                .isTrue();
    }

    private static PutRequest request(String key, String value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
