package io.beemesh.agent.images;

import io.beemesh.agent.podman.PodmanException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pulls under way: one for each image and credential, whoever asks for it, and at most {@link #PARALLEL_MAX} at once of
 * one registry, so that one that stalls keeps nobody from another. A pull goes on when nobody waits for it any more,
 * and ends when nothing came for a while.
 */
final class Pulls implements AutoCloseable {

    static final int PARALLEL_MAX = 3;

    /** A waiter is told that it still waits after this, and then after each {@link #TOLD_EVERY}. */
    static final Duration TOLD_FIRST = Duration.ofSeconds(10);

    static final Duration TOLD_EVERY = Duration.ofMinutes(1);

    /** Registries are spread over so many queues by their names. */
    private static final int QUEUES = 16;

    private final ImageStore store;
    private final LongSupplier nanoTime;
    private final StallGuard guard;
    private final Semaphore[] permits = Stream.generate(() -> new Semaphore(PARALLEL_MAX, true))
            .limit(QUEUES)
            .toArray(Semaphore[]::new);
    private final Map<Key, CompletableFuture<Pulled>> underWay = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("image-pull-", 0).factory());

    Pulls(ImageStore store, LongSupplier nanoTime, StallGuard guard) {
        this.store = store;
        this.nanoTime = nanoTime;
        this.guard = guard;
    }

    private record Key(ImageName name, ImageRequest.@Nullable Credential credential) {}

    /**
     * A finished pull.
     *
     * @param image what was got
     * @param took the pull alone, without waiting for others
     */
    record Pulled(ImageStore.Stored image, Duration took) {}

    /**
     * Pulls, or waits for who pulls the same.
     *
     * @param stillPulling called now and then on this thread while it takes long
     */
    Pulled pull(ImageName name, ImageRequest.@Nullable Credential credential, Runnable stillPulling)
            throws PodmanException, InterruptedException {
        Key key = new Key(name, credential);
        CompletableFuture<Pulled> mine = new CompletableFuture<>();
        CompletableFuture<Pulled> there = underWay.putIfAbsent(key, mine);
        if (there == null) {
            threads.execute(() -> run(key, mine));
        }
        try {
            return await(there == null ? mine : there, stillPulling);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof PodmanException refused
                    ? refused
                    : new PodmanException("the pull of " + name.full() + " was ended", e.getCause());
        }
    }

    private static Pulled await(CompletableFuture<Pulled> pull, Runnable stillPulling)
            throws ExecutionException, InterruptedException {
        Duration patience = TOLD_FIRST;
        while (true) {
            try {
                return pull.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                stillPulling.run();
                patience = TOLD_EVERY;
            }
        }
    }

    private void run(Key key, CompletableFuture<Pulled> result) {
        Semaphore permit = permits[Math.floorMod(key.name().registry().hashCode(), QUEUES)];
        try {
            permit.acquire();
            try {
                long begun = nanoTime.getAsLong();
                ImageStore.Stored image = guard.run(() -> store.pull(key.name(), key.credential()));
                Pulled pulled = new Pulled(image, Duration.ofNanos(nanoTime.getAsLong() - begun));
                underWay.remove(key);
                result.complete(pulled);
            } finally {
                permit.release();
            }
        } catch (PodmanException | InterruptedException | RuntimeException e) {
            underWay.remove(key);
            result.completeExceptionally(e);
        }
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
