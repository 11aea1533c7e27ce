package io.beemesh.agent.podman.libpod;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that conmon leaves a file in when a container has ended, named after its id. Podman's own event comes
 * when a clean-up process was started and Podman, which looks every 250 ms, has seen what that wrote: much later.
 *
 * <p>Only a hint: it is not there when Podman runs in another mount namespace, and Podman's events come all the same.
 */
final class ExitFolder implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ExitFolder.class);

    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    private final WatchService watch;
    private final Consumer<String> listener;

    private ExitFolder(WatchService watch, Consumer<String> listener) {
        this.watch = watch;
        this.listener = listener;
    }

    /** Tells of each id on a virtual thread of its own; empty if there is no such folder to be seen. */
    static Optional<ExitFolder> open(Consumer<String> listener) {
        return folders().filter(Files::isReadable).findFirst().flatMap(folder -> open(folder, listener));
    }

    private static Stream<Path> folders() {
        Stream<Path> root = Stream.of(Path.of("/run/libpod/exits"));
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        return runtime == null ? root : Stream.concat(root, Stream.of(Path.of(runtime, "libpod/tmp/exits")));
    }

    private static Optional<ExitFolder> open(Path folder, Consumer<String> listener) {
        try {
            WatchService watch = FileSystems.getDefault().newWatchService();
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            ExitFolder opened = new ExitFolder(watch, listener);
            Thread.ofVirtual().name("podman-exits").start(opened::run);
            return Optional.of(opened);
        } catch (IOException e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("exit folder not watched");
            return Optional.empty();
        }
    }

    private void run() {
        try {
            while (true) {
                WatchKey key = watch.take();
                List<WatchEvent<?>> events = key.pollEvents();
                key.reset();
                events.stream()
                        .map(event -> String.valueOf(event.context()))
                        .filter(name -> ID.matcher(name).matches())
                        .forEach(listener);
            }
        } catch (ClosedWatchServiceException e) {
            log.atTrace().log("exit folder no longer watched");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            watch.close();
        } catch (IOException e) {
            log.atDebug().addKeyValue("reason", e.getMessage()).log("exit folder watch not closed");
        }
    }
}
