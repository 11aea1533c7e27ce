package io.beemesh.provider.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.secret.SecretStore;
import io.beemesh.provider.kube.secret.StoredSecret;
import io.beemesh.provider.kube.secret.testing.FakeSecrets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeshKeyStoreTest {
    private final FakeSecrets secrets = new FakeSecrets();
    private final MeshKeyStore store = new MeshKeyStore(secrets, "beemesh-identity", Replica.ONLY);

    @Test
    void makesTheKeysOnceAndFindsThemAgain() throws Exception {
        MeshKeys first = store.loadOrMake();
        MeshKeys second = new MeshKeyStore(secrets, "beemesh-identity", Replica.ONLY).loadOrMake();

        assertThat(second.provider().peerId()).isEqualTo(first.provider().peerId());
        assertThat(second.authority().seed()).isEqualTo(first.authority().seed());
        assertThat(first.authority().peerId()).isNotEqualTo(first.provider().peerId());
    }

    @Test
    void givesEachReplicaAKeyOfItsOwnUnderTheSameAuthority() throws Exception {
        secrets.conflict(1);
        MeshKeys second = new MeshKeyStore(secrets, "beemesh-identity", new Replica(1, 2)).loadOrMake();
        MeshKeys first = store.loadOrMake();
        MeshKeys again = new MeshKeyStore(secrets, "beemesh-identity", new Replica(1, 2)).loadOrMake();

        assertThat(first.authority().seed()).isEqualTo(second.authority().seed());
        assertThat(first.provider().peerId()).isNotEqualTo(second.provider().peerId());
        assertThat(again.provider().peerId()).isEqualTo(second.provider().peerId());
    }

    @Test
    void makesNoNewKeysWhenTheSecretCannotBeRead() {
        secrets.fail("connection refused");

        assertThatThrownBy(store::loadOrMake)
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("beemesh-identity", Replica.ONLY)
                .hasMessageContaining("connection refused");
        assertThat(secrets.count()).isZero();
    }

    @Test
    void refusesADamagedSecretAndLeavesItAlone() {
        secrets.put(StoredSecret.fresh("beemesh-identity", "Opaque", Map.of("authority-seed", "c2hvcnQ=")));

        assertThatThrownBy(store::loadOrMake)
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("authority-seed")
                .hasMessageContaining("backup")
                .hasMessageNotContaining("c2hvcnQ=");
    }

    @Test
    void takesTheKeysOfAProviderThatWasFaster() throws Exception {
        MeshKeys theirs = store.loadOrMake();

        MeshKeys ours = new MeshKeyStore(new MissingOnce(secrets), "beemesh-identity", Replica.ONLY).loadOrMake();

        assertThat(ours.provider().peerId()).isEqualTo(theirs.provider().peerId());
    }

    /** Does not see at first what another provider writes at that moment. */
    private static final class MissingOnce implements SecretStore {
        private final SecretStore inner;
        private boolean seen;

        MissingOnce(SecretStore inner) {
            this.inner = inner;
        }

        @Override
        public Answer<StoredSecret> read(String name) {
            if (seen) {
                return inner.read(name);
            }
            seen = true;
            return new Answer.Missing<>();
        }

        @Override
        public Answer<StoredSecret> create(StoredSecret secret) {
            return inner.create(secret);
        }

        @Override
        public Answer<StoredSecret> replace(StoredSecret secret) {
            return inner.replace(secret);
        }

        @Override
        public Answer<String> delete(String name) {
            return inner.delete(name);
        }

        @Override
        public Answer<List<StoredSecret>> withLabel(String label) {
            return inner.withLabel(label);
        }
    }
}
