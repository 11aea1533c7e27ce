package io.beemesh.provider.kube.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.kubelet.testing.TestAuthority;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeTlsTest {
    private final TestAuthority authority = TestAuthority.named("client-ca");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "O=system:nodes,CN=system:node:edge | true",
                "CN=system:node:edge,O=system:nodes | true",
                "O=system:nodes,CN=system:node:other | false",
                "O=system:nodes,CN=edge | false",
                "CN=system:node:edge | false",
                "O=system:masters,CN=admin | false"
            })
    void knowsACertificateOfTheNode(String subject, boolean isOf) {
        X509Certificate certificate = authority.issue(subject, KeyPurposeId.id_kp_clientAuth);

        assertThat(NodeTls.isOf(certificate, "edge")).isEqualTo(isOf);
    }
}
