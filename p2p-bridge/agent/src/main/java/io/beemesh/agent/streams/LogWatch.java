package io.beemesh.agent.streams;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes followers when their log grows, by inotify: without it they would see a line up to 250 ms late, which is how
 * often Podman itself looks. The watch and its thread are there only while somebody follows.
 */
final class LogWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LogWatch.class);

    private final Map<Path, Watched> watched = new HashMap<>();
    private @Nullable WatchService service;

    private record Watched(WatchKey key, Set<Wakeup> followers) {}

    /** Wakes a follower from now on, at each change in the folder. */
    synchronized void add(Path folder, Wakeup follower) throws IOException {
        if (service == null) {
            WatchService started = FileSystems.getDefault().newWatchService();
            Thread.ofVirtual().name("log-watch").start(() -> run(started));
            service = started;
        }
        Watched there = watched.get(folder);
        if (there == null) {
            WatchKey key = folder.register(
                    service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            there = new Watched(key, new HashSet<>());
            watched.put(folder, there);
        }
        there.followers().add(follower);
    }

    synchronized void remove(Path folder, Wakeup follower) {
        Watched there = watched.get(folder);
        if (there == null
                || !there.followers().remove(follower)
                || !there.followers().isEmpty()) {
            return;
        }
        there.key().cancel();
        watched.remove(folder);
        if (watched.isEmpty()) {
            close();
        }
    }

    private void run(WatchService running) {
        try {
            while (true) {
                WatchKey key = running.take();
                key.pollEvents();
                followers(key).forEach(Wakeup::more);
                key.reset();
            }
        } catch (ClosedWatchServiceException e) {
            log.atTrace().log("log watch ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<Wakeup> followers(WatchKey key) {
        Watched there = key.watchable() instanceof Path folder ? watched.get(folder) : null;
        return there == null ? List.of() : List.copyOf(there.followers());
    }

    @Override
    public synchronized void close() {
        watched.clear();
        if (service == null) {
            return;
        }
        try {
            service.close();
        } catch (IOException e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("log watch not closed");
        }
        service = null;
    }
}
