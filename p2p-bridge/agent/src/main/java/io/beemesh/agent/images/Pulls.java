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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pulls under way: one for each image and credential, whoever asks for it, and at most {@link #PARALLEL_MAX} at once. A
 * pull goes on when nobody waits for it any more.
 */
final class Pulls implements AutoCloseable {

    static final int PARALLEL_MAX = 3;

    private final ImageStore store;
    private final LongSupplier nanoTime;
    private final Semaphore permits = new Semaphore(PARALLEL_MAX, true);
    private final Map<Key, CompletableFuture<Pulled>> underWay = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("image-pull-", 0).factory());

    Pulls(ImageStore store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
    }

    private record Key(ImageName name, ImageRequest.@Nullable Credential credential) {}

    /**
     * A finished pull.
     *
     * @param image what was got
     * @param took the pull alone, without waiting for others
     */
    record Pulled(ImageStore.Stored image, Duration took) {}

    /** Pulls, or waits for who pulls the same. */
    Pulled pull(ImageName name, ImageRequest.@Nullable Credential credential)
            throws PodmanException, InterruptedException {
        Key key = new Key(name, credential);
        CompletableFuture<Pulled> mine = new CompletableFuture<>();
        CompletableFuture<Pulled> there = underWay.putIfAbsent(key, mine);
        if (there == null) {
            threads.execute(() -> run(key, mine));
        }
        try {
            return (there == null ? mine : there).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof PodmanException refused
                    ? refused
                    : new PodmanException("the pull of " + name.full() + " was ended", e.getCause());
        }
    }

    private void run(Key key, CompletableFuture<Pulled> result) {
        try {
            permits.acquire();
            try {
                long begun = nanoTime.getAsLong();
                ImageStore.Stored image = store.pull(key.name(), key.credential());
                Pulled pulled = new Pulled(image, Duration.ofNanos(nanoTime.getAsLong() - begun));
                underWay.remove(key);
                result.complete(pulled);
            } finally {
                permits.release();
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
