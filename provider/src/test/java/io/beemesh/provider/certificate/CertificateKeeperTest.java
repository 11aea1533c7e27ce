package io.beemesh.provider.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.kubelet.testing.MemoryStore;
import io.beemesh.provider.kubelet.testing.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CertificateKeeperTest {
    private final TestAuthority authority = TestAuthority.named("server-ca");
    private final BlockingQueue<byte[]> asked = new LinkedBlockingQueue<>();

    @Test
    void asksInTheNodesNameAndForItsAddresses() throws Exception {
        try (CertificateKeeper keeper = start(server("10.1.2.3"), new MemoryStore())) {
            X509Certificate signed = authority.signServer(asked.take()).getFirst();

            assertThat(signed.getSubjectX500Principal().getName()).isEqualTo("CN=system:node:edge,O=system:nodes");
            assertThat(signed.getSubjectAlternativeNames()).containsExactly(List.of(7, "10.1.2.3"));
            assertThat(keeper).isNotNull();
        }
    }

    @Test
    void asksForAClientByNameAlone() throws Exception {
        try (CertificateKeeper keeper = start(CertificateSubject.client("edge"), new MemoryStore())) {
            X509Certificate signed = authority.signServer(asked.take()).getFirst();

            assertThat(signed.getSubjectX500Principal().getName()).isEqualTo("CN=system:node:edge,O=system:nodes");
            assertThat(signed.getSubjectAlternativeNames()).isNull();
            assertThat(keeper).isNotNull();
        }
    }

    @Test
    void saysWhyThereIsNoneAndGoesOnAsking() throws Exception {
        BlockingQueue<Boolean> tries = new LinkedBlockingQueue<>();
        CertificateSigner deaf = request -> {
            tries.add(true);
            throw new IOException("nobody approved it");
        };
        try (CertificateKeeper keeper = CertificateKeeper.start(
                server("10.1.2.3"),
                new CertificateKeeper.Ports(deaf, new MemoryStore(), Clock.systemUTC(), new Random(1)))) {
            assertThat(tries.poll(10, TimeUnit.SECONDS)).isTrue();
            assertThat(tries.poll(10, TimeUnit.SECONDS)).isTrue();

            assertThat(keeper.state()).isInstanceOfSatisfying(CertificateKeeper.State.Failing.class, failing -> {
                assertThat(failing.reason()).isEqualTo("nobody approved it");
                assertThat(failing.held()).isEmpty();
            });
        }
    }

    @Test
    void takesTheSavedCertificateIfItIsForTheSameAddressesAndNotTooOld() throws Exception {
        MemoryStore store = new MemoryStore();
        BlockingQueue<Credential> told = new LinkedBlockingQueue<>();
        try (CertificateKeeper first = start(server("10.1.2.3"), store)) {
            first.follow(told::add);
            assertThat(told.take()).isEqualTo(first.state().held().orElseThrow());
        }
        asked.clear();
        try (CertificateKeeper again = start(server("10.1.2.3"), store)) {
            assertThat(again.state()).isInstanceOf(CertificateKeeper.State.Good.class);
            assertThat(asked).isEmpty();
        }
        try (CertificateKeeper moved = start(server("10.9.9.9"), new MemoryStore(store))) {
            assertThat(asked.take()).isNotEmpty();
            assertThat(moved).isNotNull();
        }
        Clock late = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(55));
        try (CertificateKeeper old = CertificateKeeper.start(
                server("10.1.2.3"), new CertificateKeeper.Ports(this::sign, store, late, new Random(1)))) {
            assertThat(asked.take()).isNotEmpty();
            assertThat(old).isNotNull();
        }
    }

    @Test
    void showsNoKeyAsText() {
        CertificateRequest request = CertificateRequest.of(CertificateSubject.client("edge"));
        Credential credential = request.selfSigned(Instant.now());

        assertThat(credential.toString()).contains("serial").doesNotContain("PrivateKey");
        assertThat(CertificateSubject.client("edge")).hasToString("system:node:edge");
    }

    @Test
    void isRenewedAfterFourFifthsOfItsLife() throws Exception {
        X509Certificate certificate = authority
                .signServer(CertificateRequest.of(server("10.1.2.3")).encoded())
                .getFirst();
        Instant from = certificate.getNotBefore().toInstant();
        Duration life = Duration.between(from, certificate.getNotAfter().toInstant());

        assertThat(CertificateKeeper.renewal(certificate)).isEqualTo(from.plusSeconds(life.toSeconds() * 4 / 5));
    }

    private CertificateKeeper start(CertificateSubject subject, CertificateStore store) {
        return CertificateKeeper.start(
                subject, new CertificateKeeper.Ports(this::sign, store, Clock.systemUTC(), new Random(1)));
    }

    private List<X509Certificate> sign(byte[] request) throws IOException {
        List<X509Certificate> chain = authority.signServer(request);
        asked.add(request);
        return chain;
    }

    private static CertificateSubject server(String address) throws UnknownHostException {
        return CertificateSubject.server("edge", InetAddress.getByName(address));
    }
}
