package io.beemesh.provider.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.provider.kube.secret.StoredSecret;
import io.beemesh.provider.kube.secret.testing.FakeSecrets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RevocationStoreTest {
    private final SettableClock clock = new SettableClock();
    private final FakeSecrets secrets = new FakeSecrets();
    private final RevocationStore store = new RevocationStore(secrets, Duration.ofDays(365), clock);
    private final PeerId one = KeyPair.generate().peerId();
    private final PeerId two = KeyPair.generate().peerId();

    @Test
    void remembersWhoWasRevoked() throws Exception {
        store.add(one);
        secrets.conflict(2);
        store.add(two);
        store.add(two);

        assertThat(store.load()).containsExactlyInAnyOrder(one, two);
    }

    @Test
    void forgetsAPeerOnceNoRecordOfItCanBeGood() throws Exception {
        store.add(one);
        clock.advance(Duration.ofDays(365));
        store.add(two);

        assertThat(store.load()).containsExactly(two);
    }

    @Test
    void refusesADamagedListInsteadOfLettingARevokedHostIn() {
        secrets.put(StoredSecret.fresh(RevocationStore.NAME, "Opaque", Map.of("peers", "garbage")));

        assertThatThrownBy(store::load).isInstanceOf(IdentityException.class).hasMessageContaining("backup");
        assertThatThrownBy(() -> store.add(one)).isInstanceOf(IdentityException.class);
    }
}
