package io.beemesh.provider.kubelet.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.certificate.CertificateRequest;
import io.beemesh.provider.certificate.CertificateSubject;
import io.beemesh.provider.certificate.Credential;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServingKeysTest {
    @Test
    void lastsThroughAHandshakeThatAChangeFallsInto() {
        Credential first =
                CertificateRequest.of(CertificateSubject.client("edge")).selfSigned(Instant.now());
        Credential second =
                CertificateRequest.of(CertificateSubject.client("edge")).selfSigned(Instant.now());
        ServingKeys keys = new ServingKeys(first);
        String alias = keys.chooseServerAlias("EC", null, null);

        keys.change(second);

        assertThat(keys.getPrivateKey(alias)).isEqualTo(first.key());
        assertThat(keys.getCertificateChain(alias)).containsExactly(first.certificate());
        assertThat(keys.getPrivateKey(keys.chooseServerAlias("EC", null, null))).isEqualTo(second.key());
        assertThat(keys.chooseServerAlias("RSA", null, null)).isNull();
    }
}
