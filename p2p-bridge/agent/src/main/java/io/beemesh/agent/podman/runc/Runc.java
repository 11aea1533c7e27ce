package io.beemesh.agent.podman.runc;

import io.beemesh.agent.podman.ExecSession;
import io.beemesh.agent.podman.ExecSpec;
import io.beemesh.agent.supervisor.Supervisor;
import io.beemesh.agent.system.FileTree;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtime beneath a Podman of this machine's root. A command gets what the container's own process has: user,
 * groups, capabilities, environment, directory, limits and filter of system calls. Safe for use by many threads.
 *
 * <p><i>Source:</i> runc-exec(8); containerd, which does the same with {@code --detach}.
 */
public final class Runc {
    private static final Logger LOG = LoggerFactory.getLogger(Runc.class);

    /** Where runc keeps what it knows of root's containers, each by its id. */
    private static final Path STATES = Path.of("/run/runc");

    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    /**
     * A session holds three of the platform's threads and runc's own memory; and a virtual one, blocked in its input,
     * holds a carrier, of which the JDK makes up for 255 at most.
     */
    private static final int SESSIONS_MAX = 64;

    private static final ProcessBuilder.Redirect NOTHING = ProcessBuilder.Redirect.from(new File("/dev/null"));

    private final Optional<Path> logs;
    private final AtomicLong number = new AtomicLong();
    private final Semaphore sessions;

    private Runc(Optional<Path> logs, int sessionsMax) {
        this.logs = logs;
        this.sessions = new Semaphore(sessionsMax);
    }

    /**
     * The machine's.
     *
     * @param logs a folder of its own, for what is said of commands that cannot be run; emptied
     */
    public static Runc open(Path logs) throws IOException {
        return open(logs, SESSIONS_MAX);
    }

    static Runc open(Path logs, int sessionsMax) throws IOException {
        FileTree.delete(logs);
        Files.createDirectories(logs);
        return new Runc(Optional.of(logs), sessionsMax);
    }

    /** None: all commands are Podman's. */
    public static Runc absent() {
        return new Runc(Optional.empty(), 0);
    }

    /**
     * Starts a command; empty if that is Podman's to do, because it wants a terminal or because runc does not run here,
     * or not for root, does not know the container, or runs {@value #SESSIONS_MAX} commands already.
     *
     * @param container its full id
     */
    public Optional<ExecSession> exec(String container, ExecSpec spec) {
        if (logs.isEmpty()
                || spec.tty()
                || !ID.matcher(container).matches()
                || !Files.isReadable(STATES.resolve(container).resolve("state.json"))) {
            return Optional.empty();
        }
        if (!sessions.tryAcquire()) {
            return Optional.empty();
        }
        RuncLog log = new RuncLog(logs.get().resolve("exec-" + number.incrementAndGet() + ".log"));
        Optional<ExecSession> session = Optional.empty();
        try {
            session = Optional.of(session(launch(container, spec, log), log, spec));
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("runc not started");
        } finally {
            if (session.isEmpty()) {
                sessions.release();
            }
        }
        return session;
    }

    private ExecSession session(Process process, RuncLog log, ExecSpec spec) {
        Outputs outputs = new Outputs();
        boolean begun = false;
        try {
            if (spec.stdout()) {
                outputs.add(process.getInputStream(), false);
            }
            if (spec.stderr()) {
                outputs.add(process.getErrorStream(), true);
            }
            begun = true;
            return new RuncSession(process, log, outputs, sessions::release);
        } finally {
            if (!begun) { // no thread was to be had
                process.destroyForcibly();
                outputs.close();
                log.delete();
            }
        }
    }

    private static Process launch(String container, ExecSpec spec, RuncLog log) throws IOException {
        List<String> words = new ArrayList<>(List.of("runc", "--log", log.file().toString(), "--log-format", "json"));
        words.addAll(List.of("exec", container));
        words.addAll(spec.command());
        ProcessBuilder builder = new ProcessBuilder(words);
        // Else runc would speak to the agent's supervisor for the command.
        builder.environment().keySet().removeAll(Supervisor.VARIABLES);
        builder.redirectInput(spec.stdin() ? ProcessBuilder.Redirect.PIPE : NOTHING);
        builder.redirectOutput(wanted(spec.stdout()));
        builder.redirectError(wanted(spec.stderr()));
        return builder.start();
    }

    private static ProcessBuilder.Redirect wanted(boolean output) {
        return output ? ProcessBuilder.Redirect.PIPE : ProcessBuilder.Redirect.DISCARD;
    }
}
