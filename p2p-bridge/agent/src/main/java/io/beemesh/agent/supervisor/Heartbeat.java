package io.beemesh.agent.supervisor;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a supervisor at each beat that the process lives, if every sign of life is there, and what it does. A beat is
 * never sooner than the signs allow: one that hangs keeps the watchdog from being fed, which is what it is for.
 *
 * <p>Runs on a virtual thread of its own until it is closed; on none if there is no supervisor.
 */
public final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final Supervisor supervisor;
    private final Supplier<String> status;
    private final List<Sign> signs;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("bm-heartbeat").unstarted(this::run);
    private Optional<String> ailment = Optional.empty();

    private Heartbeat(Supervisor supervisor, Supplier<String> status, List<Sign> signs) {
        this.supervisor = supervisor;
        this.status = status;
        this.signs = List.copyOf(signs);
    }

    /**
     * Says that the process is ready, and begins to beat.
     *
     * @param supervisor is closed with this
     * @param status what the process does, in some words
     * @param signs of life, all of which must be there
     */
    public static Heartbeat start(Supervisor supervisor, Supplier<String> status, List<Sign> signs) {
        Heartbeat heartbeat = new Heartbeat(supervisor, status, signs);
        if (supervisor.isThere()) {
            supervisor.ready(status.get());
            heartbeat.thread.start();
        }
        return heartbeat;
    }

    private void run() {
        try {
            while (!closed.await(supervisor.interval().toMillis(), TimeUnit.MILLISECONDS)) {
                beat();
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void beat() {
        Optional<String> missing = signs.stream()
                .filter(sign -> !sign.holds().getAsBoolean())
                .map(Sign::missing)
                .findFirst();
        if (missing.isPresent() && ailment.isEmpty()) {
            LOG.atWarn().addKeyValue("reason", missing.get()).log("a sign of life is missing");
        }
        ailment = missing;
        missing.ifPresentOrElse(supervisor::ailing, () -> supervisor.alive(status.get()));
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        supervisor.close();
    }
}
