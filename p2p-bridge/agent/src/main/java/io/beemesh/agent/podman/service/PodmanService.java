package io.beemesh.agent.podman.service;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.podman.http.UnixHttpClient;
import io.beemesh.agent.supervisor.Supervisor;
import io.beemesh.agent.system.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a Podman service at a socket: uses the one that answers there, else starts one, and starts it again when it
 * ended, after 100 ms doubling to 10 s. Containers outlive the service.
 */
public final class PodmanService implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PodmanService.class);

    private static final Duration PING = Duration.ofSeconds(5);
    private static final Duration START = Duration.ofSeconds(30);
    private static final long PROBE_MILLIS = 20;
    private static final long BACKOFF_MIN_MILLIS = 100;
    private static final long BACKOFF_MAX_MILLIS = 10_000;

    private final ServiceOptions options;
    private final UnixHttpClient http;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ReentrantLock starting = new ReentrantLock();
    private final Thread keeper = Thread.ofVirtual().name("podman-service").unstarted(this::keep);
    private @Nullable Process process;

    private PodmanService(ServiceOptions options) {
        this.options = options;
        this.http = new UnixHttpClient(options.socket());
    }

    /**
     * Finds or starts the service; it answers when this returns.
     *
     * @throws PodmanException it does not answer within 30 s; the message says what it said last
     */
    public static PodmanService open(ServiceOptions options) throws PodmanException, InterruptedException {
        PodmanService service = new PodmanService(options);
        try {
            if (!service.answers()) {
                service.start();
            }
            service.keeper.start();
            return service;
        } catch (PodmanException | InterruptedException | RuntimeException e) {
            service.close();
            throw e;
        }
    }

    /** The transport to it; closed with this. */
    public UnixHttpClient http() {
        return http;
    }

    /** The service's process if we started it, for tests that end it; null if it was there. */
    public @Nullable ProcessHandle process() {
        Process started = process;
        return started == null ? null : started.toHandle();
    }

    /** Whether it answers within 5 s. Any thread. */
    public boolean answers() {
        Request ping = Request.builder()
                .method(Request.Method.GET)
                .path("/v4.0.0/libpod/_ping")
                .build();
        try (Response response = http.execute(ping, PING)) {
            response.getBody().readAllBytes();
            return response.getStatusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private void start() throws PodmanException, InterruptedException {
        Process started;
        starting.lock();
        try {
            if (closed.getCount() == 0) {
                return;
            }
            started = launch();
            process = started;
        } catch (IOException e) {
            throw new PodmanException(
                    "podman cannot be started as \"" + String.join(" ", options.podman()) + "\": " + e.getMessage()
                            + " (expected: Podman 4 or later on the PATH; install the package podman)",
                    e);
        } finally {
            starting.unlock();
        }
        long probes = START.toMillis() / PROBE_MILLIS;
        while (!answers()) {
            if (!started.isAlive() || --probes == 0 || closed.await(PROBE_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new PodmanException(
                        "podman's service does not answer at " + options.socket() + ": " + lastWords(), null);
            }
        }
        log.atInfo().addKeyValue("pid", started.pid()).log("podman service started");
    }

    private Process launch() throws IOException {
        Files.createDirectories(options.folder());
        Path conf = options.folder().resolve("containers.conf");
        // Of a service before this one, which ended in the middle.
        FileTree.delete(downloadsFolder());
        Files.createDirectories(downloadsFolder());
        Files.writeString(conf, ContainersConf.text(downloadsFolder()));
        Path socketFolder = options.socket().toAbsolutePath().getParent();
        if (socketFolder != null && !Files.isDirectory(socketFolder)) {
            Files.createDirectories(
                    socketFolder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Files.deleteIfExists(options.socket());
        List<String> words = new ArrayList<>(options.podman());
        words.addAll(List.of("system", "service", "--time=0", "unix://" + options.socket()));
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(logFile().toFile());
        builder.environment().put("CONTAINERS_CONF", conf.toString());
        // Podman would say that it is what was started, and its containers too.
        builder.environment().keySet().removeAll(Supervisor.VARIABLES);
        return builder.start();
    }

    /** Where what is pulled is before it is an image; empty if we did not start the service. */
    public Optional<Path> downloads() {
        return process == null ? Optional.empty() : Optional.of(downloadsFolder());
    }

    private Path downloadsFolder() {
        return options.folder().toAbsolutePath().resolve("downloads");
    }

    private Path logFile() {
        return options.folder().resolve("podman.log");
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(logFile());
            return lines.isEmpty() ? "it said nothing" : lines.getLast();
        } catch (IOException e) {
            return "its log cannot be read";
        }
    }

    private void keep() {
        long backoffMillis = BACKOFF_MIN_MILLIS;
        try {
            awaitEnd();
            while (!closed.await(backoffMillis, TimeUnit.MILLISECONDS)) {
                if (revive()) {
                    backoffMillis = BACKOFF_MIN_MILLIS;
                    awaitEnd();
                } else {
                    backoffMillis = Math.min(2 * backoffMillis, BACKOFF_MAX_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private boolean revive() throws InterruptedException {
        if (answers()) {
            return true;
        }
        try {
            start();
            return true;
        } catch (PodmanException e) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("podman service not started");
            return false;
        }
    }

    /** Returns when the service has ended: our own process, or the connection to one that was there. */
    private void awaitEnd() throws InterruptedException {
        Process own = process;
        if (own != null && own.isAlive()) {
            own.waitFor();
        } else {
            http.awaitPeerEnd();
        }
        if (closed.getCount() > 0) {
            log.atWarn().log("podman service ended");
        }
    }

    /** Ends the service if we started it; what runs in containers goes on. */
    @Override
    public void close() {
        closed.countDown();
        keeper.interrupt();
        starting.lock();
        try {
            Process own = process;
            if (own != null) {
                own.destroy();
            }
        } finally {
            starting.unlock();
        }
        http.close();
    }
}
