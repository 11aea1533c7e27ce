package io.beemesh.provider.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something that was started and has to be stopped, come what may. */
record Part(AutoCloseable resource) {
    private static final Logger log = LoggerFactory.getLogger(Part.class);

    // The outermost frame of each part's stop: one that fails must not keep the others running.
    void close() {
        try {
            resource.close();
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            log.atWarn()
                    .addKeyValue("part", resource.getClass().getSimpleName())
                    .setCause(e)
                    .log("part did not stop cleanly");
        }
    }
}
