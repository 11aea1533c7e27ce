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
 * <p>What was last heard is also kept in a file, at most every few seconds, so that a lease goes on to run out while
 * the agent is restarted; without that file nothing was heard, and pods with a lease do not run. Any thread.
 */
public final class Leases {
    private static final Duration WRITE_INTERVAL = Duration.ofSeconds(2);

    private final Path file;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Instant> heard = new HashMap<>();
    private Instant written = Instant.EPOCH;

    /** Goes on with what the file says. */
    public Leases(Path file, Clock clock) throws IOException {
        this.file = file;
        this.clock = clock;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split(" ", 2);
                if (parts.length == 2 && parts[0].matches("[0-9]{1,18}")) {
                    heard.put(parts[1], Instant.ofEpochMilli(Long.parseLong(parts[0])));
                }
            }
        }
    }

    /** The provider that leads the cluster answered what was sent at that moment. */
    public void heard(String cluster, Instant sentAt) throws IOException {
        lock.lock();
        try {
            heard.merge(cluster, sentAt, (one, other) -> one.isAfter(other) ? one : other);
            Instant now = clock.instant();
            if (Duration.between(written, now).compareTo(WRITE_INTERVAL) >= 0) {
                written = now;
                StringBuilder text = new StringBuilder();
                heard.forEach((name, at) ->
                        text.append(at.toEpochMilli()).append(' ').append(name).append('\n'));
                DurableFile.replace(file, text.toString().getBytes(StandardCharsets.UTF_8), false);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether a pod must not run: it has a lease, and it has run out. */
    public boolean expired(RunPod order) {
        if (order.getHostLeaseMs() <= 0) {
            return false;
        }
        lock.lock();
        try {
            Instant last = heard.getOrDefault(order.getClusterId(), Instant.EPOCH);
            return !clock.instant().isBefore(last.plusMillis(order.getHostLeaseMs()));
        } finally {
            lock.unlock();
        }
    }

    /** Those of the pods that must not run. */
    public List<Assignment> expired(List<Assignment> pods) {
        return pods.stream().filter(pod -> expired(pod.order())).toList();
    }
}
