package io.beemesh.libp2p.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.libp2p.transport.MemoryNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Hosts in memory with a relay among them, closed after each test. */
@Timeout(60)
abstract class RelayFixture {
    static final Protocol ECHO = new Protocol("/echo/1");
    static final Limits.Streams MANY = new Limits.Streams(100, 100);
    static final RelayLimits ROOMY = limits(CircuitLimit.NONE);

    static final RelayRules ANYBODY = new RelayRules() {
        @Override
        public boolean mayReserve(PeerId peer) {
            return true;
        }

        @Override
        public boolean mayConnect(PeerId from, PeerId to) {
            return true;
        }
    };

    final MemoryNetwork network = new MemoryNetwork();
    final SettableClock relayClock = new SettableClock();
    private final List<Host> hosts = new ArrayList<>();

    @AfterEach
    void closeHosts() {
        hosts.forEach(Host::close);
    }

    static RelayLimits limits(CircuitLimit each) {
        return new RelayLimits(10, 10, 10, Duration.ofHours(1), each);
    }

    HostBuilder builder() {
        return HostBuilder.of(KeyPair.generate()).transport(network);
    }

    Host start(HostBuilder builder) throws IOException {
        Host host = builder.start();
        hosts.add(host);
        host.serve(ECHO, MANY, stream -> stream.in().transferTo(stream.out()));
        return host;
    }

    Host relay() throws IOException {
        return relay(ANYBODY, ROOMY);
    }

    Host relay(RelayRules rules, RelayLimits limits) throws IOException {
        KeyPair key = KeyPair.generate();
        Host host = start(HostBuilder.of(key).transport(network).listen(Multiaddr.parse("/memory/0")));
        Host.Registration service = RelayService.serve(host, key, rules, limits, relayClock);
        assertThat(service).isNotNull();
        return host;
    }

    static Multiaddr at(Host host) {
        return host.addresses().getFirst();
    }

    /** Where a peer is behind a relay. */
    static Multiaddr behind(Host relay, Host target) {
        return at(relay).circuit().withPeer(target.id());
    }

    /** Has a host reached through a relay that it is connected with. */
    static Host.Registration reserve(Host host, Host relay) throws Exception {
        Connection connection = host.connect(at(relay));
        Host.Registration listening =
                host.listen(Multiaddr.ofPeer(connection.remote()).circuit());
        awaitReserved(host, relay);
        return listening;
    }

    static void awaitReserved(Host host, Host relay) throws Exception {
        assertThat(Eventually.succeeds(() -> host.addresses().stream()
                        .filter(Multiaddr::relayed)
                        .findFirst()
                        .orElseThrow()))
                .isEqualTo(behind(relay, host));
    }

    static void echoes(Connection connection) throws Exception {
        try (Stream stream = connection.open(ECHO)) {
            stream.out().write(new byte[] {1, 2, 3});
            stream.closeWrite();
            assertThat(stream.in().readAllBytes()).containsExactly(1, 2, 3);
        }
    }
}
