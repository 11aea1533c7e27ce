package io.beemesh.provider.kubelet.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.kubelet.testing.MemoryStore;
import io.beemesh.provider.kubelet.testing.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ServingCertificateTest {
    private final TestAuthority authority = TestAuthority.named("server-ca");
    private final BlockingQueue<byte[]> asked = new LinkedBlockingQueue<>();

    @Test
    void asksInTheNodesNameAndForItsAddresses() throws Exception {
        MemoryStore store = new MemoryStore();
        try (ServingCertificate certificate = start(subject("10.1.2.3"), store)) {
            X509Certificate signed = authority.signServer(asked.take()).getFirst();

            assertThat(signed.getSubjectX500Principal().getName()).isEqualTo("CN=system:node:edge,O=system:nodes");
            assertThat(signed.getSubjectAlternativeNames()).containsExactly(List.of(7, "10.1.2.3"));
            assertThat(certificate.keys().identity().certificate().getSubjectX500Principal())
                    .isEqualTo(signed.getSubjectX500Principal());
        }
    }

    @Test
    void showsItsOwnCertificateUntilThereIsABetterOne() throws Exception {
        BlockingQueue<Boolean> tries = new LinkedBlockingQueue<>();
        CertificateSigner deaf = request -> {
            tries.add(true);
            throw new IOException("nobody approved it");
        };
        try (ServingCertificate certificate =
                ServingCertificate.start(subject("10.1.2.3"), deaf, new MemoryStore(), Clock.systemUTC())) {
            assertThat(tries.poll(10, TimeUnit.SECONDS)).isTrue();

            ServingIdentity shown = certificate.keys().identity();
            assertThat(shown.signedByCluster()).isFalse();
            shown.certificate().verify(shown.certificate().getPublicKey());
        }
    }

    @Test
    void takesTheSavedCertificateIfItIsForTheSameAddressesAndNotTooOld() throws Exception {
        MemoryStore store = new MemoryStore();
        BlockingQueue<ServingIdentity> saved = new LinkedBlockingQueue<>();
        try (ServingCertificate first = start(subject("10.1.2.3"), telling(store, saved))) {
            ServingIdentity identity = saved.take();
            assertThat(first.keys().identity()).isEqualTo(identity);
        }
        asked.clear();
        try (ServingCertificate again = start(subject("10.1.2.3"), store)) {
            assertThat(again.keys().identity().signedByCluster()).isTrue();
            assertThat(asked).isEmpty();
        }
        try (ServingCertificate moved = start(subject("10.9.9.9"), store)) {
            assertThat(asked.take()).isNotEmpty();
            assertThat(moved).isNotNull();
        }
        Clock late = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(55));
        try (ServingCertificate old = ServingCertificate.start(subject("10.1.2.3"), this::sign, store, late)) {
            assertThat(asked.take()).isNotEmpty();
            assertThat(old).isNotNull();
        }
    }

    @Test
    void isRenewedAfterFourFifthsOfItsLife() throws Exception {
        X509Certificate certificate = authority
                .signServer(ServingRequest.of(subject("10.1.2.3")).encoded())
                .getFirst();
        Instant from = certificate.getNotBefore().toInstant();
        Duration life = Duration.between(from, certificate.getNotAfter().toInstant());

        assertThat(ServingCertificate.renewal(certificate)).isEqualTo(from.plusSeconds(life.toSeconds() * 4 / 5));
    }

    @Test
    void keepsTheIdentityInAFileThatOnlyItsOwnerReads(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("serving.pem");
        PemFile store = new PemFile(file);
        assertThat(store.load()).isEmpty();
        ServingRequest request = ServingRequest.of(subject("10.1.2.3"));
        ServingIdentity identity =
                new ServingIdentity(request.keys().getPrivate(), authority.signServer(request.encoded()), true);

        store.save(identity);
        store.save(identity);

        assertThat(store.load()).contains(identity);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(identity.toString()).doesNotContain("PrivateKey");
        Files.writeString(file, "-----BEGIN PRIVATE KEY-----\nxx\n-----END PRIVATE KEY-----\n");
        assertThat(store.load()).isEmpty();
    }

    @Test
    void lastsThroughAHandshakeThatAChangeFallsInto() throws Exception {
        ServingIdentity first = ServingRequest.of(subject("10.1.2.3")).selfSigned(Instant.now());
        ServingIdentity second = ServingRequest.of(subject("10.1.2.3")).selfSigned(Instant.now());
        ServingKeys keys = new ServingKeys(first);
        String alias = keys.chooseServerAlias("EC", null, null);

        keys.change(second);

        assertThat(keys.getPrivateKey(alias)).isEqualTo(first.key());
        assertThat(keys.getCertificateChain(alias)).containsExactly(first.certificate());
        assertThat(keys.getPrivateKey(keys.chooseServerAlias("EC", null, null))).isEqualTo(second.key());
        assertThat(keys.chooseServerAlias("RSA", null, null)).isNull();
    }

    private ServingCertificate start(ServingSubject subject, ServingStore store) {
        return ServingCertificate.start(subject, this::sign, store, Clock.systemUTC());
    }

    private List<X509Certificate> sign(byte[] request) throws IOException {
        List<X509Certificate> chain = authority.signServer(request);
        asked.add(request);
        return chain;
    }

    private static ServingStore telling(MemoryStore store, BlockingQueue<ServingIdentity> saved) {
        return new ServingStore() {
            @Override
            public Optional<ServingIdentity> load() {
                return store.load();
            }

            @Override
            public void save(ServingIdentity identity) {
                store.save(identity);
                saved.add(identity);
            }
        };
    }

    private static ServingSubject subject(String address) throws UnknownHostException {
        return new ServingSubject("edge", List.of(), List.of(InetAddress.getByName(address)));
    }
}
