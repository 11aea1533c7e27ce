package io.beemesh.e2e.libp2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.perf.Perf;
import io.beemesh.libp2p.ping.Ping;
import io.beemesh.libp2p.relay.CircuitLimit;
import io.beemesh.libp2p.relay.RelayLimits;
import io.beemesh.libp2p.relay.RelayRules;
import io.beemesh.libp2p.relay.RelayService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Circuits of which the own stack is one end or the relay, and others the rest. */
@Timeout(120)
class RelayIT {
    private static final Protocol ECHO = new Protocol("/echo/1.0.0");
    private static final long BULK_BYTES = 64 << 20;
    private static final Multiaddr ANY_PORT = Multiaddr.parse("/ip4/127.0.0.1/tcp/0");

    private final List<Host> hosts = new ArrayList<>();

    @AfterEach
    void end() {
        hosts.forEach(Host::close);
    }

    private Host start(HostBuilder builder) throws IOException {
        Host host = builder.start();
        hosts.add(host);
        Perf.serve(host);
        host.serve(ECHO, new Limits.Streams(100, 100), stream -> stream.in().transferTo(stream.out()));
        return host;
    }

    private Host dialer() throws IOException {
        return start(HostBuilder.of(KeyPair.generate()));
    }

    private Host relay() throws IOException {
        KeyPair key = KeyPair.generate();
        Host host = start(HostBuilder.of(key).listen(ANY_PORT));
        RelayRules anybody = new RelayRules() {
            @Override
            public boolean mayReserve(PeerId peer) {
                return true;
            }

            @Override
            public boolean mayConnect(PeerId from, PeerId to) {
                return true;
            }
        };
        RelayLimits limits = new RelayLimits(10, 10, 10, Duration.ofHours(1), CircuitLimit.NONE);
        assertThat(RelayService.serve(host, key, anybody, limits, Clock.systemUTC()))
                .isNotNull();
        return host;
    }

    /** A host that is reached through the relay alone, and where. */
    private Multiaddr behind(Multiaddr relay) throws IOException {
        Host host = dialer();
        assertThat(host.listen(relay.circuit())).isNotNull();
        Eventually.within(
                Duration.ofSeconds(20), () -> assertThat(host.addresses()).isNotEmpty());
        return host.addresses().getFirst();
    }

    private static void speaks(Connection connection) throws Exception {
        assertThat(connection.relayed()).isTrue();
        try (Ping ping = Ping.open(connection, new Random(1), System::nanoTime)) {
            assertThat(ping.ping()).isPositive();
        }
        try (Stream stream = connection.open(ECHO)) {
            stream.out().write("hello".getBytes(StandardCharsets.UTF_8));
            stream.closeWrite();
            assertThat(stream.in().readAllBytes()).asString().isEqualTo("hello");
        }
        Perf.run(connection, new Perf.Amounts(BULK_BYTES, 0));
        Perf.run(connection, new Perf.Amounts(0, BULK_BYTES));
    }

    private static void speaks(ForeignPeer peer, Multiaddr with) throws IOException {
        assertThat(peer.does("\"cmd\":\"dial\"", with))
                .contains(with.peer().orElseThrow().toString());
        assertThat(peer.does("\"cmd\":\"ping\",\"n\":10", with)).contains("p50Us");
        assertThat(peer.does("\"cmd\":\"echo\",\"text\":\"hello\"", with)).contains("\"text\":\"hello\"");
        peer.does("\"cmd\":\"perf\",\"up\":" + BULK_BYTES, with);
        peer.does("\"cmd\":\"perf\",\"down\":" + BULK_BYTES, with);
    }

    @ParameterizedTest
    @ValueSource(strings = {"go-peer", "js-peer"})
    void meetsItsLikeThroughAForeignRelay(String name) throws Exception {
        try (ForeignPeer relay = ForeignPeer.start(name, "--relay")) {
            speaks(dialer().connect(behind(relay.address())));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"go-peer", "js-peer"})
    void reachesAForeignPeerThroughItsOwnRelay(String name) throws Exception {
        String relay = relay().addresses().getFirst().toString();
        try (ForeignPeer target = ForeignPeer.start(name, "--relay-listen", relay)) {
            assertThat(target.address().relayed()).isTrue();

            speaks(dialer().connect(target.address()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"go-peer", "js-peer"})
    void isReachedByAForeignPeerThroughItsOwnRelay(String name) throws Exception {
        Multiaddr target = behind(relay().addresses().getFirst());
        try (ForeignPeer source = ForeignPeer.start(name)) {
            speaks(source, target);
        }
    }

    @ParameterizedTest
    @CsvSource({"go-peer,go-peer", "go-peer,js-peer", "js-peer,go-peer", "js-peer,js-peer"})
    void bringsForeignPeersTogether(String from, String to) throws Exception {
        String relay = relay().addresses().getFirst().toString();
        try (ForeignPeer target = ForeignPeer.start(to, "--relay-listen", relay);
                ForeignPeer source = ForeignPeer.start(from)) {
            speaks(source, target.address());
        }
    }
}
