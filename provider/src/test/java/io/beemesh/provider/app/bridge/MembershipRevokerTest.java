package io.beemesh.provider.app.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.wire.HostFacts;
import io.beemesh.mesh.wire.Resources;
import io.beemesh.provider.hosts.HostArrival;
import io.beemesh.provider.hosts.HostIdentity;
import io.beemesh.provider.hosts.HostResources;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.identity.IdentityException;
import io.beemesh.provider.identity.RevocationStore;
import io.beemesh.provider.kube.secret.testing.FakeSecrets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MembershipRevokerTest {
    private final SettableClock clock = new SettableClock();
    private final FakeSecrets secrets = new FakeSecrets();
    private final RevocationStore store = new RevocationStore(secrets, Duration.ofDays(365), clock);
    private final Revocations revocations = new Revocations(Set.of());
    private final HostTable table = new HostTable(clock, Duration.ofSeconds(40));
    private final MembershipRevoker revoker = new MembershipRevoker(store, revocations, table);
    private final PeerId peer = KeyPair.generate().peerId();

    @Test
    void writesDownWhomTheGateThenCuts() throws Exception {
        revoker.revoke(peer, "edge-1");

        assertThat(store.load()).containsExactly(peer);
        assertThat(revocations.contains(peer)).isTrue();
    }

    @Test
    void cutsNobodyWhoCouldNotBeWrittenDown() {
        secrets.fail("connection refused");

        assertThatThrownBy(() -> revoker.revoke(peer, "edge-1")).isInstanceOf(IdentityException.class);
        assertThat(revocations.contains(peer)).isFalse();
    }

    @Test
    void forgetsARevokedHostOnceItIsCut() throws Exception {
        table.listen(revoker);
        long attachment = table.attached(new HostArrival(
                new HostIdentity(peer, "edge-1", Map.of()),
                1,
                HostFacts.getDefaultInstance(),
                HostResources.of(Resources.getDefaultInstance())));
        revoker.revoke(peer, "edge-1");
        assertThat(table.find(peer)).isPresent();

        table.detached(peer, attachment);

        assertThat(table.find(peer)).isEmpty();
    }
}
