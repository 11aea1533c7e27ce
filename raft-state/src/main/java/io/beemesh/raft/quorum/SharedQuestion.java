package io.beemesh.raft.quorum;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A question whose answer many want at once: one is on its way at a time, and whoever comes meanwhile shares the next.
 * Nobody gets the answer to a question that was asked before it came, so that what it learns is no older than its wish.
 *
 * <p>Safe for use by any thread. As many wait as ask.
 *
 * @param <T> the answer
 */
final class SharedQuestion<T> {
    private final Supplier<CompletableFuture<T>> question;
    private final Executor asking;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean onItsWay;
    private @Nullable CompletableFuture<T> next;

    /**
     * Asks nothing yet.
     *
     * @param asking what asks the question, which may block if this allows for that
     */
    SharedQuestion(Supplier<CompletableFuture<T>> question, Executor asking) {
        this.question = question;
        this.asking = asking;
    }

    /** The answer to a question that is asked from now on. */
    CompletableFuture<T> ask() {
        CompletableFuture<T> shared;
        boolean first;
        lock.lock();
        try {
            shared = next == null ? new CompletableFuture<>() : next;
            next = shared;
            first = !onItsWay;
            onItsWay = true;
        } finally {
            lock.unlock();
        }
        if (first) {
            asking.execute(this::askForAll);
        }
        return shared.copy();
    }

    private void askForAll() {
        for (CompletableFuture<T> waiting = take(); waiting != null; waiting = take()) {
            CompletableFuture<T> all = waiting;
            CompletableFuture<T> answer = begin();
            if (!answer.isDone()) {
                var unused = answer.whenComplete((done, thrown) -> {
                    settle(all, done, thrown);
                    asking.execute(this::askForAll);
                });
                return;
            }
            var unused = answer.whenComplete((done, thrown) -> settle(all, done, thrown));
        }
    }

    /** Those who wait now; null, and nothing is on its way, if nobody does. */
    private @Nullable CompletableFuture<T> take() {
        lock.lock();
        try {
            CompletableFuture<T> taken = next;
            next = null;
            onItsWay = taken != null;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<T> begin() {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static <T> void settle(CompletableFuture<T> waiting, T done, @Nullable Throwable thrown) {
        boolean first = thrown == null ? waiting.complete(done) : waiting.completeExceptionally(thrown);
        assert first;
    }
}
