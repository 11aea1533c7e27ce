package io.beemesh.mesh.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.DialException;
import io.beemesh.libp2p.Gate;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.testing.FakeHost;
import io.beemesh.mesh.testing.TestMesh;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemberGateTest {
    private static final Protocol PING = new Protocol("/ipfs/ping/1.0.0");

    private final TestMesh mesh = new TestMesh();
    private final FakeHost edge = new FakeHost(TestMesh.key(3), Gate.open(), mesh.clock);
    private final PeerId peer = edge.id();
    private final Host.Registration watch = mesh.gate.watch(mesh.provider);

    @AfterEach
    void endWatch() {
        watch.close();
    }

    @Test
    void letsAStrangerDoNoMoreThanBecomeAndProveAMember() {
        assertThat(mesh.gate.secured(peer, true)).isTrue();
        assertThat(mesh.gate.stream(peer, Protocols.ENROL)).isTrue();
        assertThat(mesh.gate.stream(peer, Protocols.ATTACH)).isTrue();
        assertThat(mesh.gate.stream(peer, PING)).isTrue();
        assertThat(mesh.gate.stream(peer, Protocols.POD)).isFalse();
        assertThat(mesh.gate.stream(peer, Protocols.STREAM)).isFalse();
        assertThat(mesh.gate.stream(peer, Protocols.USAGE)).isFalse();
        assertThat(mesh.gate.stream(peer, Protocols.RAFT)).isFalse();
    }

    @Test
    void letsWhoeverAProviderVouchedForKeepStateAndNothingElse() throws Exception {
        Connection connection = edge.dial(mesh.provider);
        mesh.gate.accompany(Set.of(peer));

        assertThat(mesh.gate.stream(peer, Protocols.RAFT)).isTrue();
        assertThat(mesh.gate.stream(peer, Protocols.POD)).isFalse();
        mesh.clock.advance(Duration.ofHours(1));
        mesh.gate.sweep(mesh.provider);
        assertThat(connection.isOpen()).isTrue();

        mesh.gate.accompany(Set.of());
        assertThat(mesh.gate.stream(peer, Protocols.RAFT)).isFalse();
        mesh.gate.sweep(mesh.provider);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void letsNobodyWhoseMembershipWasRevokedKeepState() {
        mesh.gate.accompany(Set.of(peer));
        mesh.revocations.revoke(peer);

        assertThat(mesh.gate.stream(peer, Protocols.RAFT)).isFalse();
    }

    @Test
    void letsAProvenProviderAskForPodsButNotAProvenHost() {
        mesh.gate.prove(mesh.member(peer, "edge-1", Role.HOST));
        assertThat(mesh.gate.stream(peer, Protocols.POD)).isFalse();

        mesh.gate.prove(mesh.member(peer, "provider", Role.PROVIDER));
        assertThat(mesh.gate.stream(peer, Protocols.POD)).isTrue();
        assertThat(mesh.gate.stream(peer, Protocols.STREAM)).isTrue();
        assertThat(mesh.gate.stream(peer, Protocols.USAGE)).isTrue();
    }

    @Test
    void letsProvenHostsAskForCircuitsAndProvenProvidersBringThem() {
        Protocol hop = new Protocol("/libp2p/circuit/relay/0.2.0/hop");
        Protocol stop = new Protocol("/libp2p/circuit/relay/0.2.0/stop");
        assertThat(mesh.gate.stream(peer, hop)).isFalse();
        assertThat(mesh.gate.stream(peer, stop)).isFalse();

        mesh.gate.prove(mesh.member(peer, "edge-1", Role.HOST));
        assertThat(mesh.gate.stream(peer, hop)).isTrue();
        assertThat(mesh.gate.stream(peer, stop)).isFalse();

        mesh.gate.prove(mesh.member(peer, "provider", Role.PROVIDER));
        assertThat(mesh.gate.stream(peer, hop)).isFalse();
        assertThat(mesh.gate.stream(peer, stop)).isTrue();
    }

    @Test
    void cutsWhoeverProvesNothingInTime() throws Exception {
        Connection connection = edge.dial(mesh.provider);

        mesh.clock.advance(MemberGate.UNPROVEN_MAX);
        mesh.gate.sweep(mesh.provider);
        assertThat(connection.isOpen()).isTrue();

        mesh.clock.advance(Duration.ofMillis(1));
        mesh.gate.sweep(mesh.provider);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void keepsAMemberUntilItsRecordEnds() throws Exception {
        Connection connection = edge.dial(mesh.provider);
        mesh.gate.prove(mesh.member(peer, "edge-1", Role.HOST));

        mesh.clock.advance(Duration.ofHours(23));
        mesh.gate.sweep(mesh.provider);
        assertThat(connection.isOpen()).isTrue();

        mesh.clock.advance(Duration.ofHours(1));
        mesh.gate.sweep(mesh.provider);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void cutsARevokedMemberAtOnceAndLetsItInNoMore() throws Exception {
        Connection connection = edge.dial(mesh.provider);
        mesh.gate.prove(mesh.member(peer, "edge-1", Role.HOST));

        mesh.revocations.revoke(peer);

        assertThat(connection.isOpen()).isFalse();
        assertThat(mesh.gate.stream(peer, Protocols.ATTACH)).isFalse();
        assertThatThrownBy(() -> edge.dial(mesh.provider)).isInstanceOf(DialException.class);
    }

    @Test
    void letsAPeerInAgainWhenItsRevocationIsLifted() throws Exception {
        mesh.revocations.revoke(peer);
        mesh.revocations.lift(peer);

        assertThat(edge.dial(mesh.provider).isOpen()).isTrue();
    }

    @Test
    void forgetsAProofWithTheLastConnection() throws Exception {
        Connection first = edge.dial(mesh.provider);
        Connection second = edge.dial(mesh.provider);
        mesh.gate.prove(mesh.member(peer, "edge-1", Role.PROVIDER));

        first.close();
        assertThat(mesh.gate.stream(peer, Protocols.POD)).isTrue();

        second.close();
        assertThat(mesh.gate.stream(peer, Protocols.POD)).isFalse();
    }

    @Test
    void doesNotCutAProviderThatThisHostDialed() throws Exception {
        MemberGate gate = new MemberGate(new Revocations(List.of()), mesh.clock);
        FakeHost host = new FakeHost(TestMesh.key(5), gate, mesh.clock);
        Connection connection = host.dial(mesh.provider);

        mesh.clock.advance(Duration.ofMinutes(1));
        gate.sweep(host);

        assertThat(connection.isOpen()).isTrue();
    }
}
