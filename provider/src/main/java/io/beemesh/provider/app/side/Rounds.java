package io.beemesh.provider.app.side;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Does one thing again and again, on a thread of its own, until closed; a failure is said once and tried again. */
public final class Rounds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Rounds.class);

    private final Work work;
    private final String failing;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private boolean warned;

    /** One round; may block. */
    @FunctionalInterface
    public interface Work {
        void round() throws IOException;
    }

    private Rounds(Label label, Duration every, Work work) {
        this.work = work;
        this.failing = label.failing();
        this.thread = Thread.ofVirtual().name("bm-" + label.name()).unstarted(() -> run(every));
    }

    /**
     * What it is called.
     *
     * @param name of the thread
     * @param failing what a log says when a round fails
     */
    public record Label(String name, String failing) {}

    /** One that does nothing. */
    public static Rounds idle() {
        return new Rounds(new Label("idle", ""), Duration.ZERO, () -> {});
    }

    /** Does a first round at once, and one after each pause. */
    public static Rounds start(Label label, Duration every, Work work) {
        Rounds rounds = new Rounds(label, every, work);
        rounds.round();
        rounds.thread.start();
        return rounds;
    }

    private void run(Duration every) {
        try {
            while (!closing.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
                round();
            }
        } catch (InterruptedException e) {
            log.atDebug().log("rounds were interrupted");
        }
    }

    private void round() {
        try {
            work.round();
            warned = false;
        } catch (IOException | IllegalArgumentException e) {
            log.atLevel(warned ? Level.DEBUG : Level.WARN)
                    .addKeyValue("error", e.getMessage())
                    .log(failing);
            warned = true;
        }
    }

    /** Ends the rounds. Idempotent. */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
    }
}
