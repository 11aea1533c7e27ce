package io.beemesh.agent.images;

import io.beemesh.agent.podman.libpod.Libpod;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the disk of Podman's images every five minutes, as the kubelet does. One thread of its own. */
public final class ImageKeeper implements Images.Idle, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ImageKeeper.class);
    private static final Duration EVERY = Duration.ofMinutes(5);

    private final ImageCollector collector;
    private final Libpod libpod;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Optional<Path> folder = Optional.empty();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("bm-images").unstarted(this::run);

    private ImageKeeper(ImageCollector collector, Libpod libpod) {
        this.collector = collector;
        this.libpod = libpod;
    }

    /** Begins to look. */
    public static ImageKeeper start(KubeletImages images, Libpod libpod, Clock clock) {
        ImageKeeper keeper = new ImageKeeper(images.collector(clock), libpod);
        keeper.thread.start();
        return keeper;
    }

    private void run() {
        try {
            do {
                look();
            } while (!closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            Path root =
                    Path.of(libpod.get("/info").path("store").path("graphRoot").asText());
            folder = Optional.of(root);
            FileStore disk = Files.getFileStore(root);
            collect(new ImageCollector.Disk(disk.getTotalSpace(), disk.getUsableSpace()).excessBytes());
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("error", e.toString()).log("the disk of images cannot be looked at, trying again");
        }
    }

    @Override
    public Optional<Path> folder() {
        return folder;
    }

    @Override
    public long remove() throws IOException {
        return collect(ImageCollector.ALL);
    }

    private long collect(long bytes) throws IOException {
        lock.lock();
        try {
            return collector.collect(bytes);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the looks. Idempotent. */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
    }
}
