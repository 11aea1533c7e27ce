package io.beemesh.raft.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.testing.Eventually;
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
        assertThat(stores.serve(GROUP, ANYWHERE)).isEqualTo(stores.serve(GROUP, ANYWHERE));

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
        assertThatThrownBy(() -> stores.serve(GROUP, ANYWHERE)).hasMessageContaining("open it first");
        assertThat(stores.open(GROUP, members())).isEqualTo(Opening.OPENED);
        assertThat(ask("get k")).contains("count: 0");
    }

    private List<GroupMember> members() {
        return List.of(new GroupMember(PeerId.parse(peer.getId().toString()), Instant.parse("2026-01-01T00:00:00Z")));
    }

    private String ask(String call) throws Exception {
        InetSocketAddress address = stores.serve(GROUP, ANYWHERE);
        try (GrpcTarget client = new GrpcTarget("127.0.0.1:" + address.getPort())) {
            return Eventually.succeeds(() -> {
                String answer = client.ask(Calls.parse(call));
                if (answer.startsWith("error")) {
                    throw new IOException(answer);
                }
                return answer;
            });
        }
    }
}
