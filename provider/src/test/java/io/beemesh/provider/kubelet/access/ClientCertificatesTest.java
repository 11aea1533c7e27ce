package io.beemesh.provider.kubelet.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.kube.Reviews.User;
import io.beemesh.provider.kubelet.testing.TestAuthority;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

class ClientCertificatesTest {
    private final TestAuthority authority = TestAuthority.named("client-ca");
    private final ClientCertificates certificates = new ClientCertificates();

    @Test
    void takesTheCommonNameForTheUserAndOrganisationsForGroups() {
        certificates.trust(List.of(authority.certificate()));

        assertThat(certificates.user(issued("O=system:masters,O=b,CN=kube-apiserver", KeyPurposeId.id_kp_clientAuth)))
                .hasValueSatisfying(user -> {
                    assertThat(user).isEqualTo(new User("kube-apiserver", "", user.groups(), Map.of()));
                    assertThat(user.groups()).containsExactlyInAnyOrder("system:masters", "b");
                });
    }

    @Test
    void knowsNobodyWithoutANameAnAuthorityOrTheRightUse() {
        List<X509Certificate> good = issued("CN=joe", KeyPurposeId.id_kp_clientAuth);
        assertThat(certificates.user(good)).isEmpty();
        certificates.trust(List.of(TestAuthority.named("client-ca").certificate()));
        assertThat(certificates.user(good)).isEmpty();
        certificates.trust(List.of(authority.certificate()));
        assertThat(certificates.user(List.of())).isEmpty();
        assertThat(certificates.user(issued("O=nameless", KeyPurposeId.id_kp_clientAuth)))
                .isEmpty();
        assertThat(certificates.user(issued("CN=server", KeyPurposeId.id_kp_serverAuth)))
                .isEmpty();
    }

    @Test
    void judgesByTheAuthoritiesOfTheMoment() {
        TestAuthority next = TestAuthority.named("next-ca");
        List<X509Certificate> chain = issued("CN=joe", KeyPurposeId.id_kp_clientAuth);
        certificates.trust(List.of(authority.certificate(), next.certificate()));
        assertThat(certificates.user(chain)).isPresent();
        certificates.trust(List.of(next.certificate()));
        assertThat(certificates.user(chain)).isEmpty();
    }

    private List<X509Certificate> issued(String subject, KeyPurposeId usage) {
        return List.of(authority.issue(subject, usage));
    }
}
