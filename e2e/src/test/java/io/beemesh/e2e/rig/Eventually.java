package io.beemesh.e2e.rig;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Waits for an assertion about the outer world to come true. */
public final class Eventually {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private Eventually() {}

    /** Tries the assertion again and again; after the limit, fails with what it said last. */
    public static void within(Duration limit, ThrowingCallable assertion) {
        var last = new AtomicReference<Throwable>(new AssertionError("not tried once"));
        var done = new CompletableFuture<Void>();
        try (var clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("eventually").factory())) {
            var attempts = clock.scheduleWithFixedDelay(
                    () -> attempt(assertion, last, done), 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            try {
                done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // Before the attempt under way is ended, which would only say that it was ended.
                Throwable words = last.get();
                throw new AssertionError("not true within " + limit + ": " + words.getMessage(), words);
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            } finally {
                attempts.cancel(true);
            }
        }
    }

    private static void attempt(
            ThrowingCallable assertion, AtomicReference<Throwable> last, CompletableFuture<Void> done) {
        try {
            assertion.call();
            done.complete(null);
        } catch (Throwable e) {
            last.set(e);
        }
    }
}
