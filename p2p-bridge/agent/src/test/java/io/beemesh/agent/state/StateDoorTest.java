package io.beemesh.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.journal.Seal;
import io.beemesh.agent.state.group.StateGroups;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StateMember;
import io.beemesh.raft.rpc.RaftNetwork;
import io.beemesh.raft.stores.StoreSettings;
import io.beemesh.raft.stores.Stores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The door of a pod, in this process' own network. */
@Timeout(60)
class StateDoorTest {
    private static final UUID GROUP = new UUID(7, 9);
    private static final Path HERE = Path.of("/proc/self/ns/net");

    @TempDir
    private Path folder;

    private final KeyPair key = KeyPair.generate();
    private Host host;
    private Stores stores;
    private StateGroups groups;
    private StateDoor door;

    @BeforeEach
    void start() throws IOException {
        host = HostBuilder.of(key)
                .transport(new MemoryNetwork())
                .listen(Multiaddr.parse("/memory/1"))
                .start();
        stores = Stores.onDemand(
                new RaftNetwork(host, peer -> List.of()),
                StoreSettings.edge(folder.resolve("stores"), System::nanoTime),
                new Random(1));
        groups = new StateGroups(
                stores,
                key.peerId(),
                new StateGroups.Book(folder.resolve("orders"), new Seal(key.seed(), "test")),
                others -> {});
        door = new StateDoor(groups, GROUP);
    }

    @AfterEach
    void close() throws IOException {
        door.close();
        groups.close();
        stores.close();
        host.close();
    }

    @Test
    void leadsToTheStoreAgainOnceTheGroupWasLeftAndBegunAnew() throws Exception {
        orderAndAwait(1, true);
        door.open(HERE);
        assertThat(answers()).isTrue();

        orderAndAwait(2, false);
        assertThat(answers()).isFalse();
        orderAndAwait(3, true);
        door.open(HERE);

        assertThat(answers()).isTrue();
    }

    private void orderAndAwait(long number, boolean member) throws Exception {
        StateGroup.Builder order = StateGroup.newBuilder()
                .setClusterId("cluster")
                .setUid(GROUP.toString())
                .setNumber(number)
                .setFounder(key.peerId().toString());
        if (member) {
            order.addMembers(StateMember.newBuilder().setPeerId(key.peerId().toString()));
        }
        groups.order(order.build());
        boolean there = Eventually.succeeds(() -> {
            if (stores.groups().contains(GROUP) != member || groups.isEmpty() == member) {
                throw new IOException("open: " + stores.groups());
            }
            return member;
        });
        assertThat(there).isEqualTo(member);
    }

    private static boolean answers() {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), StateDoor.PORT)) {
            return client.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
