package io.beemesh.provider.kubelet.serving;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps the serving certificate good: takes the saved one if it still fits, else asks for one, renews it after 80 % of
 * its life, and asks again with a growing pause if that fails. Until the first is there the server shows one that it
 * signed itself, which the API server does not trust.
 */
public final class ServingCertificate implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServingCertificate.class);
    private static final Duration RETRY_FIRST = Duration.ofSeconds(5);
    private static final Duration RETRY_MAX = Duration.ofMinutes(5);
    private static final int LIFE_PERCENT = 80;

    private final ServingSubject subject;
    private final CertificateSigner signer;
    private final ServingStore store;
    private final Clock clock;
    private final ServingKeys keys;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private boolean failing; // the thread's own: a warning each time would say nothing new

    private ServingCertificate(ServingSubject subject, CertificateSigner signer, ServingStore store, Clock clock) {
        this.subject = subject;
        this.signer = signer;
        this.store = store;
        this.clock = clock;
        this.keys = new ServingKeys(
                saved().orElseGet(() -> ServingRequest.of(subject).selfSigned(clock.instant())));
        this.thread = Thread.ofVirtual().name("kubelet-certificate").unstarted(this::run);
    }

    /** Starts to keep it, on a thread of its own. Does not wait for the first certificate. */
    public static ServingCertificate start(
            ServingSubject subject, CertificateSigner signer, ServingStore store, Clock clock) {
        ServingCertificate certificate = new ServingCertificate(subject, signer, store, clock);
        certificate.thread.start();
        return certificate;
    }

    /** The keys that the server serves with; they change as the certificate does. */
    public ServingKeys keys() {
        return keys;
    }

    private Optional<ServingIdentity> saved() {
        try {
            return store.load()
                    .filter(identity -> subject.matches(identity.certificate())
                            && renewal(identity.certificate()).isAfter(clock.instant()));
        } catch (IOException e) {
            log.atWarn().setCause(e).log("saved serving certificate not read");
            return Optional.empty();
        }
    }

    private void run() {
        Duration pause = keys.identity().signedByCluster() ? untilRenewal() : Duration.ZERO;
        Duration retry = RETRY_FIRST;
        try {
            while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                boolean renewed = renew();
                pause = renewed ? untilRenewal() : retry;
                retry = renewed ? RETRY_FIRST : shorter(retry.multipliedBy(2), RETRY_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean renew() throws InterruptedException {
        ServingRequest request = ServingRequest.of(subject);
        try {
            List<X509Certificate> chain = signer.sign(request.encoded());
            ServingIdentity identity = new ServingIdentity(request.keys().getPrivate(), chain, true);
            keys.change(identity);
            log.atInfo()
                    .addKeyValue("node", subject.nodeName())
                    .addKeyValue(
                            "notAfter", identity.certificate().getNotAfter().toInstant())
                    .log("serving certificate in use");
            store.save(identity);
            failing = false;
            return true;
        } catch (IOException e) {
            log.atLevel(failing ? Level.DEBUG : Level.WARN)
                    .addKeyValue("node", subject.nodeName())
                    .addKeyValue("signedByCluster", keys.identity().signedByCluster())
                    .addKeyValue("cause", e.getMessage())
                    .log("no new serving certificate: logs and exec fail once none is trusted");
            failing = true;
            // A certificate that was signed but could not be saved is in use all the same.
            return keys.identity().key().equals(request.keys().getPrivate());
        }
    }

    private Duration untilRenewal() {
        Duration until =
                Duration.between(clock.instant(), renewal(keys.identity().certificate()));
        return until.isNegative() ? Duration.ZERO : until;
    }

    static Instant renewal(X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        Duration life = Duration.between(from, certificate.getNotAfter().toInstant());
        return from.plus(life.multipliedBy(LIFE_PERCENT).dividedBy(100));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Stops renewing and waits for the thread. Idempotent. */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
