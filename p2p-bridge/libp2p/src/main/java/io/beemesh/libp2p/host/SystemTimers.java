package io.beemesh.libp2p.host;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One daemon thread; what is dropped leaves its queue at once. */
final class SystemTimers implements Timers {
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("libp2p-timers").daemon().factory());

    SystemTimers() {
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Cancel after(Duration delay, Runnable task) {
        try {
            Future<?> scheduled = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException e) {
            // The host is closed and with it everything that a timer could still end.
            return () -> {};
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
