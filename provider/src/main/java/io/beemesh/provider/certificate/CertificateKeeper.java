package io.beemesh.provider.certificate;

import io.beemesh.provider.retry.Backoff;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps one certificate good: takes the saved one if it still fits, else asks for one, renews it after 80 % of its
 * life, and asks again with a growing pause if that fails.
 */
public final class CertificateKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CertificateKeeper.class);
    private static final Backoff RETRY = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));
    private static final int LIFE_PERCENT = 80;
    // A controller that approves does so within a second or two: only longer waits are anybody's business.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CertificateSubject subject;
    private final Ports ports;
    private final List<Consumer<Credential>> followers = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile State state;
    private volatile Optional<Waiting> waiting = Optional.empty();

    private record Waiting(CertificateTrouble trouble, Instant since) {}

    /**
     * What it works with.
     *
     * @param signer who signs
     * @param store where it is kept over restarts
     * @param clock tells when it is too old
     * @param random spreads the attempts
     */
    public record Ports(CertificateSigner signer, CertificateStore store, Clock clock, RandomGenerator random) {}

    /** How it stands. */
    public sealed interface State {
        /** The certificate that is good now; empty if there is none. */
        Optional<Credential> held();

        /** All is well. */
        record Good(Credential credential) implements State {
            @Override
            public Optional<Credential> held() {
                return Optional.of(credential);
            }
        }

        /** The first one is awaited. */
        record Awaited() implements State {
            @Override
            public Optional<Credential> held() {
                return Optional.empty();
            }
        }

        /**
         * The last attempts failed.
         *
         * @param held still good, if there is one
         * @param failures in a row
         * @param trouble of the last one
         */
        record Failing(Optional<Credential> held, int failures, CertificateTrouble trouble) implements State {}
    }

    private CertificateKeeper(CertificateSubject subject, Ports ports) {
        this.subject = subject;
        this.ports = ports;
        this.state = saved().<State>map(State.Good::new).orElseGet(State.Awaited::new);
        this.thread = Thread.ofVirtual().name("bm-certificate").unstarted(this::run);
    }

    /** Starts to keep it, on a thread of its own. Does not wait for the first certificate. */
    public static CertificateKeeper start(CertificateSubject subject, Ports ports) {
        CertificateKeeper keeper = new CertificateKeeper(subject, ports);
        keeper.thread.start();
        return keeper;
    }

    /** How it stands at present. */
    public State state() {
        return state;
    }

    /** Why there is no certificate, or no new one; empty if all is well, or may be in a moment. */
    public Optional<CertificateTrouble> trouble() {
        Instant now = ports.clock().instant();
        return waiting.filter(it -> it.since.plus(PATIENCE).isBefore(now))
                .map(Waiting::trouble)
                .or(() -> state instanceof State.Failing failing ? Optional.of(failing.trouble()) : Optional.empty());
    }

    /** Tells of each new certificate, at once of the one that is there; on the keeper's thread, or the caller's. */
    public void follow(Consumer<Credential> follower) {
        followers.add(follower);
        state.held().ifPresent(follower);
    }

    private Optional<Credential> saved() {
        try {
            return ports.store()
                    .load()
                    .filter(held -> subject.matches(held.certificate())
                            && renewal(held.certificate()).isAfter(ports.clock().instant()));
        } catch (IOException e) {
            log.atWarn().addKeyValue("subject", subject).setCause(e).log("saved certificate not read");
            return Optional.empty();
        }
    }

    private void run() {
        try {
            while (!closing.await(pause().toMillis(), TimeUnit.MILLISECONDS)) {
                renew();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration pause() {
        return switch (state) {
            case State.Awaited awaited -> Duration.ZERO;
            case State.Failing failing -> RETRY.after(failing.failures(), ports.random());
            case State.Good good -> {
                Duration until = Duration.between(
                        ports.clock().instant(), renewal(good.credential().certificate()));
                yield until.isNegative() ? Duration.ZERO : until;
            }
        };
    }

    private void renew() throws InterruptedException {
        CertificateRequest request = CertificateRequest.of(subject);
        try {
            switch (ports.signer().sign(request.encoded(), this::waits)) {
                case CertificateSigner.Signed(List<X509Certificate> chain) ->
                    use(new Credential(request.keys().getPrivate(), chain));
                case CertificateSigner.Refused(CertificateTrouble trouble) -> failed(trouble);
            }
        } catch (IOException e) {
            failed(new CertificateTrouble(CertificateTrouble.Kind.FAILED, String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            // Nobody else would ask again.
            log.atError().addKeyValue("subject", subject).setCause(e).log("asking for a certificate broke");
            failed(new CertificateTrouble(CertificateTrouble.Kind.FAILED, e.toString()));
        } finally {
            waiting = Optional.empty();
        }
    }

    private void waits(CertificateTrouble trouble) {
        waiting = Optional.of(new Waiting(trouble, ports.clock().instant()));
    }

    private void use(Credential credential) {
        state = new State.Good(credential);
        log.atInfo()
                .addKeyValue("subject", subject)
                .addKeyValue("notAfter", credential.certificate().getNotAfter().toInstant())
                .log("certificate in use");
        followers.forEach(follower -> follower.accept(credential));
        try {
            ports.store().save(credential);
        } catch (IOException e) {
            // It is in use all the same; a restart asks for another one.
            log.atWarn().addKeyValue("subject", subject).setCause(e).log("certificate not saved");
        }
    }

    private void failed(CertificateTrouble trouble) {
        int before = state instanceof State.Failing failing ? failing.failures() : 0;
        Optional<Credential> good = state.held().filter(held -> held.certificate()
                .getNotAfter()
                .toInstant()
                .isAfter(ports.clock().instant()));
        state = new State.Failing(good, before + 1, trouble);
        log.atLevel(before > 0 ? Level.DEBUG : Level.WARN)
                .addKeyValue("subject", subject)
                .addKeyValue("held", good.isPresent())
                .addKeyValue("cause", trouble.message())
                .log("no new certificate, asking again ever later, at least each 5 min");
    }

    static Instant renewal(X509Certificate certificate) {
        Instant from = certificate.getNotBefore().toInstant();
        Duration life = Duration.between(from, certificate.getNotAfter().toInstant());
        return from.plus(life.multipliedBy(LIFE_PERCENT).dividedBy(100));
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
