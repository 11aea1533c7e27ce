package io.beemesh.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.DialException;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.ping.Ping;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hosts that nobody can dial meet at the provider that they are attached to. */
@OnRig(hosts = 0)
class RelayedHostsIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Lets a host be reached through the provider; where that is. */
    private static Multiaddr reserve(Host host) throws IOException {
        PeerId provider = host.connections().iterator().next().remote();
        Host.Registration ignored = host.listen(Multiaddr.ofPeer(provider).circuit());
        Eventually.within(SOON, () -> assertThat(host.addresses()).hasSize(1));
        return host.addresses().getFirst();
    }

    @Test
    void attachedHostsReachEachOther(Rig rig) throws Exception {
        try (SimulatedHost one = SimulatedHost.join(rig, "relay-it-1");
                SimulatedHost two = SimulatedHost.join(rig, "relay-it-2")) {
            Connection connection = one.host().connect(reserve(two.host()));

            assertThat(connection.relayed()).isTrue();
            assertThat(connection.remote()).isEqualTo(two.peer());
            try (Ping ping = Ping.open(connection, new Random(1), System::nanoTime)) {
                assertThat(ping.ping()).isPositive();
            }
        }
    }

    @Test
    void strangersReachNobody(Rig rig) throws Exception {
        try (SimulatedHost host = SimulatedHost.join(rig, "relay-it-3");
                Host stranger = HostBuilder.of(KeyPair.generate()).start()) {
            Multiaddr address = reserve(host.host());

            assertThatThrownBy(() -> stranger.connect(address)).isInstanceOf(DialException.class);
            assertThat(host.host().connection(stranger.id())).isEmpty();
        }
    }
}
