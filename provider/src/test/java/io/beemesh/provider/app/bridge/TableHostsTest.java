package io.beemesh.provider.app.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.mesh.wire.Amounts;
import io.beemesh.mesh.wire.HostFacts;
import io.beemesh.mesh.wire.Resources;
import io.beemesh.provider.hosts.HostArrival;
import io.beemesh.provider.hosts.HostIdentity;
import io.beemesh.provider.hosts.HostResources;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.node.MeshHost;
import io.beemesh.provider.node.Room;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableHostsTest {
    private final SettableClock clock = new SettableClock();
    private final HostTable table = new HostTable(clock, Duration.ofSeconds(40));
    private final TableHosts hosts = new TableHosts(table, host -> true);
    private final PeerId peer = KeyPair.generate().peerId();

    @Test
    void tellsTheNodeWhatAHostSaid() {
        attach();

        assertThat(hosts.hosts()).singleElement().satisfies(host -> {
            assertThat(host.name()).isEqualTo("edge-1");
            assertThat(host.allocatable()).isEqualTo(new Room(1500, 1024, 2048, 110));
            assertThat(host.software()).isEqualTo(new MeshHost.Software("Debian", "6.1", "amd64", "4.3.1"));
            assertThat(host.pressures()).containsExactly("MemoryPressure");
        });
    }

    @Test
    void countsAHostThatIsAwayUntilItIsLost() {
        table.detached(peer, attach());
        assertThat(hosts.hosts().getFirst().attached()).isTrue();

        clock.advance(Duration.ofSeconds(40));
        assertThat(hosts.hosts().getFirst().attached()).isFalse();
    }

    @Test
    void offersNothingOfAHostThatAPersonTookOut() {
        attach();
        table.cordon(peer, true);

        assertThat(hosts.hosts().getFirst().unschedulable()).isTrue();
    }

    private long attach() {
        Amounts room = Amounts.newBuilder()
                .setCpuMillis(1500)
                .setMemoryBytes(1024)
                .setEphemeralStorageBytes(2048)
                .setPods(110)
                .build();
        HostFacts facts = HostFacts.newBuilder()
                .setOsImage("Debian")
                .setKernelVersion("6.1")
                .setArchitecture("amd64")
                .setPodmanVersion("4.3.1")
                .build();
        Resources resources = Resources.newBuilder()
                .setAllocatable(room)
                .addPressures("MemoryPressure")
                .build();
        return table.attached(
                new HostArrival(new HostIdentity(peer, "edge-1", Map.of()), 1, facts, HostResources.of(resources)));
    }
}
