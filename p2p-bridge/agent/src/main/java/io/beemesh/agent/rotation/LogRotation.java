package io.beemesh.agent.rotation;

import io.beemesh.agent.podman.Podman;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the last files of the log of each container that runs, as the kubelet does: five in all, old ones compressed.
 * conmon begins a new file when the current one is full, and inotify tells at once.
 *
 * <p>Three threads of its own: one looks which containers run, one keeps files, one compresses. The map and the queue
 * hold one entry for each container that runs.
 */
public final class LogRotation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogRotation.class);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(10);

    private final Running running;
    private final Podman podman;
    private final WatchService service;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<LogFiles> rotated = new LinkedBlockingQueue<>();
    private final Semaphore wanted = new Semaphore(1);
    private final List<Thread> threads = List.of(
            Thread.ofVirtual().name("bm-log-look").unstarted(() -> work(this::look)),
            Thread.ofVirtual().name("bm-log-keep").unstarted(() -> work(this::keepNext)),
            Thread.ofVirtual().name("bm-log-compress").unstarted(() -> work(this::compressNext)));
    private @Nullable Place place;

    /** Which containers run. */
    public interface Running {
        /** Their ids, as Podman has them. */
        Set<String> ids();
    }

    private record Watched(LogFiles files, WatchKey key) {}

    /** Where the log of a container is: Podman has all of them by one pattern, so that it is asked for one only. */
    private record Place(String id, String log) {
        Path of(String other) {
            return Path.of(log.replace(id, other));
        }
    }

    private LogRotation(Running running, Podman podman, WatchService service) {
        this.running = running;
        this.podman = podman;
        this.service = service;
    }

    /**
     * Begins to look.
     *
     * @throws IOException if this process has no inotify instance left
     */
    public static LogRotation start(Running running, Podman podman) throws IOException {
        LogRotation rotation =
                new LogRotation(running, podman, FileSystems.getDefault().newWatchService());
        rotation.threads.forEach(Thread::start);
        return rotation;
    }

    /** A container may have started or ended: that is looked at soon, and every ten seconds anyway. */
    public void changed() {
        if (wanted.availablePermits() == 0) {
            wanted.release();
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private void work(Work work) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                work.run();
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        wanted.tryAcquire(LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        Set<String> ids = running.ids();
        watched.entrySet().removeIf(entry -> {
            boolean over = !ids.contains(entry.getKey());
            if (over) {
                entry.getValue().key().cancel();
            }
            return over;
        });
        for (String id : ids) {
            if (!watched.containsKey(id)) {
                watch(id);
            }
        }
    }

    private void watch(String id) {
        try {
            LogFiles files = new LogFiles(log(id));
            WatchKey key = files.folder().register(service, StandardWatchEventKinds.ENTRY_CREATE);
            watched.put(id, new Watched(files, key));
            keep(files);
        } catch (IOException e) {
            LOG.atDebug()
                    .addKeyValue("container", id)
                    .addKeyValue("reason", e.toString())
                    .log("a log is not where it should be; it is looked for again");
        }
    }

    private Path log(String id) throws IOException {
        Place known = place;
        if (known == null) {
            known = new Place(id, podman.inspect(id).log());
            place = known;
        }
        return known.of(id);
    }

    private void keepNext() throws InterruptedException {
        WatchKey key = service.take();
        key.pollEvents();
        for (Watched one : watched.values()) {
            if (one.key().equals(key)) {
                keep(one.files());
            }
        }
        key.reset();
    }

    private void keep(LogFiles files) {
        try {
            files.keep();
        } catch (IOException e) {
            failed(files, e);
        }
        if (!rotated.contains(files)) {
            rotated.add(files);
        }
    }

    private void compressNext() throws InterruptedException {
        LogFiles files = rotated.take();
        try {
            files.compress();
            files.keep();
        } catch (IOException e) {
            failed(files, e);
        }
    }

    private static void failed(LogFiles files, IOException why) {
        LOG.atWarn()
                .addKeyValue("log", files.current())
                .addKeyValue("error", why.toString())
                .log("a full log file is not kept; the current one is there");
    }

    /** Ends the looks; the files stay. Idempotent. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        try {
            service.close();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("watch of logs not closed");
        }
    }
}
