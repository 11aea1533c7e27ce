package io.beemesh.provider.kubelet.http;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The server's threads: a virtual one for each task, and one clock that starts planned ones. */
final class Threads implements AutoCloseable {
    private static final long CLOSE_SECONDS = 10;

    private final ExecutorService tasks = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("kubelet-", 0).factory());
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("kubelet-clock").daemon(true).factory());

    Threads() {
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Starts a task. After the end it is not started at all. */
    void start(String role, Runnable task) {
        try {
            tasks.execute(() -> {
                Thread.currentThread().setName(Thread.currentThread().getName() + "-" + role);
                task.run();
            });
        } catch (RejectedExecutionException e) {
            // the server is closed, and with it every connection
        }
    }

    Upgraded.Timer after(Duration delay, Runnable task) {
        try {
            Future<?> planned = clock.schedule(() -> start("timer", task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> planned.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {}; // the server is closed, and with it every connection
        }
    }

    /** Waits for the tasks, whose connections the caller has dropped. */
    @Override
    public void close() {
        clock.shutdownNow();
        tasks.shutdown();
        try {
            if (!tasks.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                tasks.shutdownNow();
            }
        } catch (InterruptedException e) {
            tasks.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
