package io.beemesh.raft.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.raft.claims.ClaimStore;
import io.beemesh.raft.claims.Renewal;
import io.beemesh.raft.claims.Taking;
import io.beemesh.raft.front.Entrance;
import io.beemesh.raft.groups.GroupMember;
import io.beemesh.raft.groups.Opening;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.testing.Calls;
import io.beemesh.raft.store.testing.GrpcTarget;
import io.beemesh.raft.testing.Libp2pWire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.apache.ratis.protocol.RaftPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host that holds a store alone. */
@Timeout(60)
class StoresIT {
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final UUID GROUP = new UUID(1, 2);
    private static final Duration LIFE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final Libp2pWire wire = Libp2pWire.inMemory();
    private final RaftPeer peer = wire.newPeer();
    private Stores stores;

    @BeforeEach
    void start() throws IOException {
        stores = Stores.onDemand(
                wire.network(peer),
                new StoreSettings(
                        folder.resolve("stores"), Duration.ofMillis(300), Keyspace.QUOTA_BYTES, System::nanoTime),
                RandomGenerator.getDefault());
    }

    @AfterEach
    void close() throws IOException {
        stores.close();
        wire.close();
    }

    @Test
    void servesWhatItHasKept() throws Exception {
        assertThat(stores.open(GROUP, members())).isEqualTo(Opening.OPENED);
        assertThat(ask("put k v")).contains("revision: 2");

        stores.close();
        start();

        assertThat(stores.groups()).containsExactly(GROUP);
        assertThat(ask("get k")).contains("value: \"v\"");
    }

    @Test
    void forgetsWhatItLeaves() throws Exception {
        assertThat(stores.open(GROUP, members())).isEqualTo(Opening.OPENED);
        ask("put k v");

        assertThat(stores.leave(GROUP)).isTrue();

        assertThat(stores.leave(GROUP)).isFalse();
        assertThat(stores.groups()).isEmpty();
        assertThatThrownBy(() -> stores.serve(GROUP, Entrance.of(ANYWHERE))).hasMessageContaining("open it first");
        assertThat(stores.open(GROUP, members())).isEqualTo(Opening.OPENED);
        assertThat(ask("get k")).contains("count: 0");
    }

    @Test
    void givesANameToOneHolderAtATime() throws Exception {
        assertThat(stores.open(GROUP, members())).isEqualTo(Opening.OPENED);
        ClaimStore names = stores.claims(GROUP);
        Taking.Taken first = Eventually.succeeds(() -> taken(names.take("web-0", "pod-1", LIFE)));

        assertThat(names.take("web-0", "pod-2", LIFE)).isEqualTo(new Taking.Elsewhere("pod-1"));
        assertThat(names.take("web-0", "pod-1", LIFE)).isEqualTo(first);
        assertThat(names.renew(first.lease())).isEqualTo(Renewal.RENEWED);

        names.giveBack(first.lease());
        Taking.Taken second = taken(names.take("web-0", "pod-2", LIFE));
        assertThat(second.token()).isGreaterThan(first.token());
        assertThat(names.renew(first.lease())).isEqualTo(Renewal.OVER);
    }

    @Test
    void letsANameGoThatNobodyRenews() throws Exception {
        assertThat(stores.open(GROUP, members())).isEqualTo(Opening.OPENED);
        ClaimStore names = stores.claims(GROUP);
        Taking.Taken first = Eventually.succeeds(() -> taken(names.take("web-0", "pod-1", Duration.ofSeconds(1))));

        Taking.Taken second = Eventually.succeeds(() -> taken(names.take("web-0", "pod-2", LIFE)));

        assertThat(second.token()).isGreaterThan(first.token());
    }

    @Test
    void keepsWhatTheHolderOfANamePutThere() throws Exception {
        assertThat(stores.open(GROUP, members())).isEqualTo(Opening.OPENED);
        ClaimStore names = stores.claims(GROUP);
        Shelf shelf = stores.shelf(GROUP);
        Taking.Taken held = Eventually.succeeds(() -> taken(names.take("web-0", "pod-1", LIFE)));

        assertThat(shelf.put("web-0", "pod-2", ByteString.copyFromUtf8("another's")))
                .isFalse();
        assertThat(shelf.put("web-1", "pod-1", ByteString.copyFromUtf8("nobody's")))
                .isFalse();
        assertThat(shelf.all()).isEmpty();
        assertThat(shelf.put("web-0", "pod-1", ByteString.copyFromUtf8("first")))
                .isTrue();
        Shelf.Kept first = shelf.all().getFirst();
        assertThat(first.name()).isEqualTo("web-0");
        assertThat(first.holder()).contains("pod-1");

        assertThat(shelf.put("web-0", "pod-1", ByteString.copyFromUtf8("second")))
                .isTrue();
        assertThat(shelf.remove(first)).as("what was replaced").isFalse();
        names.giveBack(held.lease());
        Shelf.Kept second = shelf.all().getFirst();
        assertThat(second.thing().toStringUtf8()).isEqualTo("second");
        assertThat(second.holder()).isEmpty();
        assertThat(shelf.remove(second)).isTrue();
        assertThat(shelf.all()).isEmpty();
    }

    @Test
    void letsClientsReadTheMeshsOwnKeysAndChangeNone() throws Exception {
        assertThat(stores.open(GROUP, members())).isEqualTo(Opening.OPENED);
        assertThat(ask("del / to=0")).as("nothing is held yet").contains("header");
        ClaimStore names = stores.claims(GROUP);
        Taking.Taken held = Eventually.succeeds(() -> taken(names.take("web-0", "pod-1", LIFE)));

        assertThat(ask("get /beemesh.io/claims/web-0")).contains("value: \"pod-1\"");
        for (String change : List.of(
                "put /beemesh.io/claims/web-0 mine",
                "del /beemesh.io/claims/web-0",
                "del / to=0",
                "txn then put /beemesh.io/pods/web-0 mine",
                "keepalive " + held.lease(),
                "revoke " + held.lease())) {
            assertThat(answer(change)).as(change).contains("permission denied");
        }
        assertThat(ask("put k v")).contains("revision");
        assertThat(ask("del a to=z")).contains("deleted: 1");
        assertThat(names.renew(held.lease())).isEqualTo(Renewal.RENEWED);
    }

    private static Taking.Taken taken(Taking taking) throws IOException {
        if (taking instanceof Taking.Taken taken) {
            return taken;
        }
        throw new IOException(String.valueOf(taking));
    }

    private List<GroupMember> members() {
        return List.of(new GroupMember(PeerId.parse(peer.getId().toString()), Instant.parse("2026-01-01T00:00:00Z")));
    }

    private String ask(String call) throws Exception {
        return Eventually.succeeds(() -> {
            String answer = answer(call);
            if (answer.startsWith("error")) {
                throw new IOException(answer);
            }
            return answer;
        });
    }

    private String answer(String call) throws IOException, InterruptedException {
        try (Stores.Served served = stores.serve(GROUP, Entrance.of(ANYWHERE));
                GrpcTarget client =
                        new GrpcTarget("127.0.0.1:" + served.address().getPort())) {
            return client.ask(Calls.parse(call));
        }
    }
}
