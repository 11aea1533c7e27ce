package io.beemesh.provider.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Things that were started and have to be stopped, the last one first, come what may. One thread at a time. */
final class Parts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Parts.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    /** Remembers what was started. */
    <T extends AutoCloseable> T add(T part) {
        started.push(part);
        return part;
    }

    /** Stops all of them. Idempotent. */
    @Override
    public void close() {
        while (!started.isEmpty()) {
            stop(started.pop());
        }
    }

    // The outermost frame of each part's stop: one that fails must not keep the others running.
    private static void stop(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            log.atWarn()
                    .addKeyValue("part", part.getClass().getSimpleName())
                    .setCause(e)
                    .log("part did not stop cleanly");
        }
    }
}
