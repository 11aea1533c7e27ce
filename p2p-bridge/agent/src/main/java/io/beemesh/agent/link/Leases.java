package io.beemesh.agent.link;

import io.beemesh.agent.journal.DurableFile;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.mesh.wire.RunPod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Since when the leading provider of a cluster cannot be heard, and which pods therefore must not run on.
 *
 * <p>A lease goes by the clock that never jumps: it runs out in time when somebody sets the machine's clock back, and
 * not before when it is set on. What was last heard is also kept in a file, at most every few seconds, so that a lease
 * goes on to run out while the agent is restarted; after a reboot the time of day has to do. Without that file, or if
 * it tells of the future, nothing was heard, and pods with a lease do not run. Any thread.
 */
public final class Leases {
    private static final Duration WRITE_INTERVAL = Duration.ofSeconds(2);

    private final Path file;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Instant> heard = new HashMap<>();
    private Instant written = Instant.MIN;

    /**
     * What time goes by.
     *
     * @param ofDay what clocks show
     * @param steady never jumps
     * @param boot what tells one life of the steady clock from another
     */
    public record Time(Clock ofDay, Clock steady, String boot) {}

    /** Goes on with what the file says. */
    public Leases(Path file, Time time) throws IOException {
        this.file = file;
        this.time = time;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                recall(line.split(" ", 4));
            }
        }
    }

    private void recall(String[] words) {
        boolean whole = words.length == 4 && words[1].matches("[0-9]{1,15}") && words[2].matches("[0-9]{1,15}");
        if (!whole) {
            return;
        }
        Instant now = time.steady().instant();
        Instant steady = Instant.ofEpochMilli(Long.parseLong(words[2]));
        Duration age = words[0].equals(time.boot())
                ? Duration.between(steady, now)
                : Duration.between(
                        Instant.ofEpochMilli(Long.parseLong(words[1])),
                        time.ofDay().instant());
        if (!age.isNegative()) {
            heard.put(words[3], now.minus(age));
        }
    }

    /** The provider that leads the cluster answered what was sent so long ago. */
    public void heard(String cluster, Duration age) throws IOException {
        lock.lock();
        try {
            Instant now = time.steady().instant();
            heard.merge(cluster, now.minus(age), (one, other) -> one.isAfter(other) ? one : other);
            if (!now.isBefore(written.plus(WRITE_INTERVAL))) {
                written = now;
                StringBuilder text = new StringBuilder();
                heard.forEach((name, at) -> text.append(line(name, at)));
                DurableFile.replace(file, text.toString().getBytes(StandardCharsets.UTF_8), false);
            }
        } finally {
            lock.unlock();
        }
    }

    private String line(String cluster, Instant at) {
        Duration age = Duration.between(at, time.steady().instant());
        return "%s %d %d %s%n"
                .formatted(time.boot(), time.ofDay().instant().minus(age).toEpochMilli(), at.toEpochMilli(), cluster);
    }

    /** Whether a pod must not run: it has a lease, and it has run out. */
    public boolean expired(RunPod order) {
        if (order.getHostLeaseMs() <= 0) {
            return false;
        }
        lock.lock();
        try {
            Instant last = heard.get(order.getClusterId());
            return last == null || !time.steady().instant().isBefore(last.plusMillis(order.getHostLeaseMs()));
        } finally {
            lock.unlock();
        }
    }

    /** Those of the pods that must not run. */
    public List<Assignment> expired(List<Assignment> pods) {
        return pods.stream().filter(pod -> expired(pod.order())).toList();
    }
}
