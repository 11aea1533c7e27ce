package io.beemesh.agent.supervisor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd, or whoever else gave this process a {@code NOTIFY_SOCKET}, how it is; without one it does nothing at
 * all. Any thread. Never blocks and never fails: what did not go is told again at the next beat.
 *
 * <p>Source: sd_notify(3), sd_watchdog_enabled(3).
 */
public final class Supervisor implements AutoCloseable {
    /** The variables of the environment that are for this process alone: a child that has them would speak for us. */
    public static final Set<String> VARIABLES = Set.of("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID");

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration BEAT_MAX = Duration.ofSeconds(10);
    private static final Duration BEAT_MIN = Duration.ofMillis(100);

    /** How many beats a watchdog may miss before it bites, about. */
    private static final int BEATS_PER_WATCHDOG = 4;

    private static final int STATUS_LENGTH_MAX = 256;
    private static final long MICROS_MAX = Duration.ofDays(365).toNanos() / 1000;

    private final @Nullable NotifySocket socket;
    private final Duration watchdog;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean ready;
    private boolean readyTold;
    private boolean heard = true;
    private boolean closed;
    private String statusTold = "";

    private Supervisor(@Nullable NotifySocket socket, Duration watchdog) {
        this.socket = socket;
        this.watchdog = watchdog;
    }

    /**
     * Who is named by the variables of an environment; one that cannot be told anything is logged and left alone.
     *
     * @param pid of this process; a watchdog that is for another is none
     */
    public static Supervisor of(Map<String, String> environment, long pid) {
        String address = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (address.isEmpty()) {
            return new Supervisor(null, Duration.ZERO);
        }
        try {
            return new Supervisor(NotifySocket.open(address), watchdog(environment, pid));
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("the supervisor is not told how the agent is");
            return new Supervisor(null, Duration.ZERO);
        }
    }

    private static Duration watchdog(Map<String, String> environment, long pid) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        String whose = environment.getOrDefault("WATCHDOG_PID", "");
        if (!micros.matches("[0-9]{1,18}") || !(whose.isEmpty() || whose.equals(Long.toString(pid)))) {
            return Duration.ZERO;
        }
        return Duration.ofNanos(1000 * Math.min(Long.parseLong(micros), MICROS_MAX));
    }

    /** Whether somebody is to be told. */
    boolean isThere() {
        return socket != null;
    }

    /** How long to wait from one beat to the next: a quarter of the watchdog's time, at most 10 s. */
    Duration interval() {
        Duration quarter = watchdog.dividedBy(BEATS_PER_WATCHDOG);
        if (quarter.isZero() || quarter.compareTo(BEAT_MAX) > 0) {
            return BEAT_MAX;
        }
        return quarter.compareTo(BEAT_MIN) < 0 ? BEAT_MIN : quarter;
    }

    /** The process does from now on what it is for. */
    void ready(String status) {
        tell(status, () -> ready = true);
    }

    /** The process lives: feeds the watchdog, if there is one. */
    void alive(String status) {
        tell(status, () -> {}, watchdog.isZero() ? List.of() : List.of("WATCHDOG=1"));
    }

    /** Something is missing: the watchdog is not fed. */
    void ailing(String status) {
        tell(status, () -> {});
    }

    private void tell(String status, Runnable change, List<String> facts) {
        lock.lock();
        try {
            change.run();
            if (socket == null || closed) {
                return;
            }
            String line = line(status);
            List<String> lines = new ArrayList<>(facts);
            if (ready && !readyTold) {
                lines.add("READY=1");
            }
            if (!line.equals(statusTold)) {
                lines.add("STATUS=" + line);
            }
            if (!lines.isEmpty() && sent(socket, lines)) {
                readyTold = ready;
                statusTold = line;
            }
        } finally {
            lock.unlock();
        }
    }

    private void tell(String status, Runnable change) {
        tell(status, change, List.of());
    }

    private boolean sent(NotifySocket to, List<String> lines) {
        boolean sent = to.send(String.join("\n", lines));
        if (!sent && heard) {
            LOG.atWarn().log("the supervisor does not take what it is told; it is told again");
        }
        heard = sent;
        return sent;
    }

    /** One line: another would be another message. */
    private static String line(String status) {
        String line = status.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= STATUS_LENGTH_MAX ? line : line.substring(0, STATUS_LENGTH_MAX);
    }

    /** Says that the process is about to end. A second call does nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (socket != null && !closed) {
                sent(socket, List.of("STOPPING=1"));
                socket.close();
            }
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}
