package io.beemesh.provider.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.testing.SettableClock;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
        CertificateSigner deaf = (request, waiting) -> {
            tries.add(true);
            throw new IOException("no way to the API server");
        };
        try (CertificateKeeper keeper = CertificateKeeper.start(
                server("10.1.2.3"),
                new CertificateKeeper.Ports(deaf, new MemoryStore(), Clock.systemUTC(), new Random(1)))) {
            assertThat(tries.poll(10, TimeUnit.SECONDS)).isTrue();
            assertThat(tries.poll(10, TimeUnit.SECONDS)).isTrue();

            assertThat(keeper.state()).isInstanceOfSatisfying(CertificateKeeper.State.Failing.class, failing -> {
                assertThat(failing.trouble())
                        .isEqualTo(new CertificateTrouble(CertificateTrouble.Kind.FAILED, "no way to the API server"));
                assertThat(failing.held()).isEmpty();
            });
        }
    }

    @Test
    void goesOnAskingWhateverBreaks() throws Exception {
        BlockingQueue<Boolean> tries = new LinkedBlockingQueue<>();
        CertificateSigner broken = (request, waiting) -> {
            tries.add(true);
            throw new IllegalStateException("the client was closed");
        };
        try (CertificateKeeper keeper = CertificateKeeper.start(
                server("10.1.2.3"),
                new CertificateKeeper.Ports(broken, new MemoryStore(), Clock.systemUTC(), new Random(1)))) {
            assertThat(tries.poll(10, TimeUnit.SECONDS)).isTrue();
            assertThat(tries.poll(10, TimeUnit.SECONDS)).isTrue();

            assertThat(keeper.trouble())
                    .hasValueSatisfying(trouble -> assertThat(trouble.message()).contains("the client was closed"));
        }
    }

    @Test
    void saysThatARequestWaitsOnceThatTakesLongerThanAController() throws Exception {
        CertificateTrouble unapproved =
                new CertificateTrouble(CertificateTrouble.Kind.WAITING, "csr-1 is not approved");
        SettableClock clock = new SettableClock();
        CountDownLatch asks = new CountDownLatch(1);
        CountDownLatch approved = new CountDownLatch(1);
        CertificateSigner slow = (request, waiting) -> {
            waiting.accept(unapproved);
            asks.countDown();
            approved.await();
            return new CertificateSigner.Signed(authority.signServer(request));
        };
        BlockingQueue<Credential> told = new LinkedBlockingQueue<>();
        try (CertificateKeeper keeper = CertificateKeeper.start(
                server("10.1.2.3"), new CertificateKeeper.Ports(slow, new MemoryStore(), clock, new Random(1)))) {
            keeper.follow(told::add);
            asks.await();
            assertThat(keeper.trouble()).isEmpty();
            clock.advance(Duration.ofSeconds(11));
            assertThat(keeper.trouble()).contains(unapproved);

            approved.countDown();

            told.take();
            assertThat(keeper.state()).isInstanceOf(CertificateKeeper.State.Good.class);
        }
    }

    @Test
    void saysThatARequestWasDeniedUntilAnotherOneIsSigned() throws Exception {
        CertificateTrouble denied = new CertificateTrouble(CertificateTrouble.Kind.DENIED, "csr-1 is denied");
        CountDownLatch second = new CountDownLatch(2);
        CountDownLatch approved = new CountDownLatch(1);
        CertificateSigner strict = (request, waiting) -> {
            second.countDown();
            if (second.getCount() == 1) {
                return new CertificateSigner.Refused(denied);
            }
            approved.await();
            return new CertificateSigner.Signed(authority.signServer(request));
        };
        BlockingQueue<Credential> told = new LinkedBlockingQueue<>();
        try (CertificateKeeper keeper = CertificateKeeper.start(
                server("10.1.2.3"),
                new CertificateKeeper.Ports(strict, new MemoryStore(), Clock.systemUTC(), new Random(1)))) {
            keeper.follow(told::add);
            second.await();
            assertThat(keeper.trouble()).contains(denied);

            approved.countDown();

            assertThat(told.take()).isNotNull();
            assertThat(keeper.trouble()).isEmpty();
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

    private CertificateSigner.Outcome sign(byte[] request, Consumer<CertificateTrouble> waiting) throws IOException {
        List<X509Certificate> chain = authority.signServer(request);
        asked.add(request);
        return new CertificateSigner.Signed(chain);
    }

    private static CertificateSubject server(String address) throws UnknownHostException {
        return CertificateSubject.server("edge", InetAddress.getByName(address));
    }
}
