package io.beemesh.agent.podman.service;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Podman answers: asked every ten seconds on a thread of its own. It is missed when it did not three times in a
 * row, and there again at its first answer; either is said once.
 *
 * <p><i>Source:</i> kubelet, maxWaitForContainerRuntime: 30 s.
 */
public final class ServicePulse implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServicePulse.class);
    private static final int MISSES_MAX = 3;

    private final BooleanSupplier answers;
    private final Runnable changed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean missed;

    private ServicePulse(BooleanSupplier answers, Runnable changed) {
        this.answers = answers;
        this.changed = changed;
    }

    /**
     * Begins to ask.
     *
     * @param answers asks, for some seconds at most
     * @param changed told when it is missed, or there again
     */
    public static ServicePulse start(BooleanSupplier answers, Runnable changed, Duration interval) {
        ServicePulse pulse = new ServicePulse(answers, changed);
        Thread.ofVirtual().name("podman-pulse").start(() -> pulse.run(interval));
        return pulse;
    }

    /** Whether it is there. */
    public boolean isThere() {
        return !missed;
    }

    private void run(Duration interval) {
        int misses = 0;
        try {
            while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                misses = answers.getAsBoolean() ? 0 : Math.min(misses + 1, MISSES_MAX);
                tell(misses == MISSES_MAX, misses == 0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(boolean misses, boolean there) {
        if (misses && !missed) {
            log.atWarn().log("podman does not answer; pods run on, and the host takes no further ones");
            missed = true;
            changed.run();
        } else if (there && missed) {
            log.atInfo().log("podman answers again");
            missed = false;
            changed.run();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
