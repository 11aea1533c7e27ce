package io.beemesh.provider.tunnel;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one session with one server, until its thread is interrupted. */
final class ServerLoop {
    private static final Logger log = LoggerFactory.getLogger(ServerLoop.class);

    private final InetSocketAddress server;
    private final Surroundings around;
    private final Redial redial;
    private State state = State.NEW;

    private enum State {
        NEW,
        WITHOUT_IDENTITY,
        OPEN,
        REFUSED,
        AWAY
    }

    /** Waits between two attempts. */
    @FunctionalInterface
    interface Rest {
        void rest(Duration length) throws InterruptedException;
    }

    /**
     * What all loops share.
     *
     * @param mode AUTO or ON
     * @param k3s whether any server ever opened a session, so that a refusal is news
     * @param rest between two attempts
     */
    record Surroundings(Tunnel.Ports ports, TunnelMode mode, AtomicBoolean k3s, Rest rest, LongSupplier nanoTicker) {}

    ServerLoop(InetSocketAddress server, Surroundings around) {
        this.server = server;
        this.around = around;
        this.redial = new Redial(around.ports().random());
    }

    /** Dials, serves, and dials again. */
    void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Duration wait = attemptSafely();
                around.rest().rest(wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // which is how it is ended
        }
    }

    /** One attempt, and the session that it gives; says how long to wait before the next. */
    private Duration attempt() throws InterruptedException {
        Optional<SSLContext> identity = around.ports().identity().current();
        if (identity.isEmpty()) {
            if (enter(State.WITHOUT_IDENTITY)) {
                log.atInfo().addKeyValue("server", server).log("no tunnel yet: no certificate of the node");
            }
            return redial.next(Redial.AWAY_MAX);
        }
        return switch (around.ports().dialer().dial(server, identity.get())) {
            case Attempt.Opened(Attempt.Session session) -> serve(session);
            case Attempt.Refused(int status) -> refused(status);
            case Attempt.Unreachable(String reason) -> away(reason);
        };
    }

    /** As {@link #attempt}; what nobody foresaw, such as too many open files, is no reason never to dial again. */
    private Duration attemptSafely() throws InterruptedException {
        try {
            return attempt();
        } catch (RuntimeException e) {
            return away(e.toString());
        }
    }

    private Duration serve(Attempt.Session session) throws InterruptedException {
        around.k3s().set(true);
        enter(State.OPEN);
        log.atInfo().addKeyValue("server", server).log("tunnel open");
        long since = around.nanoTicker().getAsLong();
        String why = session.serve();
        Duration up = Duration.ofNanos(around.nanoTicker().getAsLong() - since);
        redial.lasted(up);
        enter(State.AWAY);
        log.atWarn()
                .addKeyValue("server", server)
                .addKeyValue("why", why)
                .addKeyValue("upSeconds", up.toSeconds())
                .log("tunnel closed, dialing again");
        return redial.next(Redial.AWAY_MAX);
    }

    private Duration refused(int status) {
        boolean news = around.mode() == TunnelMode.ON || around.k3s().get();
        if (enter(State.REFUSED)) {
            (news ? log.atWarn() : log.atDebug())
                    .addKeyValue("server", server)
                    .addKeyValue("status", status)
                    .log("server opens no tunnel to this node; see deploy/docs/k3s.md");
        }
        return redial.next(news ? Redial.AWAY_MAX : Redial.REFUSED_MAX);
    }

    private Duration away(String reason) {
        if (enter(State.AWAY)) {
            log.atWarn()
                    .addKeyValue("server", server)
                    .addKeyValue("reason", reason)
                    .log("tunnel not open, dialing again");
        }
        return redial.next(Redial.AWAY_MAX);
    }

    /** Whether that is a change. */
    private boolean enter(State next) {
        boolean changes = state != next;
        state = next;
        return changes;
    }
}
