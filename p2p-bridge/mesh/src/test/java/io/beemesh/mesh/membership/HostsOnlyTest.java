package io.beemesh.mesh.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.DialException;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.NoSuchProtocolException;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.ping.Ping;
import io.beemesh.libp2p.relay.CircuitLimit;
import io.beemesh.libp2p.relay.RelayLimits;
import io.beemesh.libp2p.relay.RelayService;
import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.testing.TestMesh;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two hosts meet at their provider, over the real libp2p stack on a network in memory. */
@Timeout(60)
class HostsOnlyTest {
    private static final Limits.Streams MANY = new Limits.Streams(10, 10);

    private final TestMesh mesh = new TestMesh();
    private final MemoryNetwork network = new MemoryNetwork();
    private Host provider;
    private Edge one;
    private Edge two;

    /** A host and its gate. */
    private record Edge(Host host, MemberGate gate) {}

    @BeforeEach
    void start() throws Exception {
        KeyPair key = TestMesh.key(2);
        provider = HostBuilder.of(key)
                .transport(network)
                .gate(mesh.gate)
                .clock(mesh.clock)
                .listen(Multiaddr.parse("/memory/1"))
                .start();
        mesh.gate.watch(provider);
        RelayLimits limits = new RelayLimits(4, 4, 4, Duration.ofHours(1), CircuitLimit.NONE);
        RelayService.serve(provider, key, new HostsOnly(mesh.gate), limits, mesh.clock);
        one = edge(3);
        two = edge(4);
    }

    @AfterEach
    void stop() {
        one.host.close();
        two.host.close();
        provider.close();
    }

    private Edge edge(int number) throws Exception {
        MemberGate gate = new MemberGate(new Revocations(List.of()), mesh.clock);
        Host host = HostBuilder.of(TestMesh.key(number))
                .transport(network)
                .gate(gate)
                .clock(mesh.clock)
                .start();
        host.serve(Protocols.RAFT, MANY, stream -> stream.in().transferTo(stream.out()));
        Connection connection = host.connect(provider.addresses().getFirst());
        Ping.open(connection, new Random(1), System::nanoTime).ping();
        return new Edge(host, gate);
    }

    private void attached(Edge edge) {
        mesh.gate.prove(mesh.member(edge.host.id(), "edge", Role.HOST));
        edge.gate.prove(mesh.member(provider.id(), "provider", Role.PROVIDER));
    }

    private Multiaddr toOne() {
        return Multiaddr.ofPeer(provider.id()).circuit().withPeer(one.host.id());
    }

    private void listens(Edge edge) throws Exception {
        edge.host.listen(Multiaddr.ofPeer(provider.id()).circuit());
        Eventually.succeeds(() -> edge.host.addresses().getFirst());
    }

    @Test
    void hostsThatAreAttachedMeetAndSpeakAsCompanions() throws Exception {
        attached(one);
        attached(two);
        listens(one);

        Connection connection = two.host.connect(toOne());

        assertThatThrownBy(() -> connection.open(Protocols.RAFT).in().read())
                .isInstanceOf(NoSuchProtocolException.class);
        one.gate.accompany(Set.of(two.host.id()));
        try (Stream stream = connection.open(Protocols.RAFT)) {
            stream.out().write(7);
            assertThat(stream.in().read()).isEqualTo(7);
        }
        mesh.clock.advance(MemberGate.UNPROVEN_MAX.plusSeconds(1));
        one.gate.sweep(one.host);
        mesh.gate.sweep(provider);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void aHostThatIsNotAttachedMeetsNobody() throws Exception {
        attached(one);
        listens(one);

        assertThatThrownBy(() -> two.host.connect(toOne())).isInstanceOf(DialException.class);
        assertThat(one.host.connections()).extracting(Connection::remote).containsExactly(provider.id());
    }

    @Test
    void aHostThatDidNotSeeTheProvidersRecordIsReachedByNobody() throws Exception {
        attached(one);
        attached(two);
        listens(one);
        one.gate.prove(mesh.member(provider.id(), "no-provider", Role.HOST));

        assertThatThrownBy(() -> two.host.connect(toOne()))
                .isInstanceOf(DialException.class)
                .hasMessageContaining("CONNECTION_FAILED");
    }

    @Test
    void aHostWithoutNeedIsReachedByNobody() throws Exception {
        attached(one);
        attached(two);

        assertThatThrownBy(() -> two.host.connect(toOne()))
                .isInstanceOf(DialException.class)
                .hasMessageContaining("NO_RESERVATION");
    }

    @Test
    void aRevokedHostIsCutFromThoseThatItMet() throws Exception {
        attached(one);
        attached(two);
        listens(one);
        Connection connection = two.host.connect(toOne());

        mesh.revocations.revoke(one.host.id());

        assertThat(connection.closed().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isNotEmpty();
        assertThatThrownBy(() -> two.host.connect(toOne())).isInstanceOf(IOException.class);
    }
}
