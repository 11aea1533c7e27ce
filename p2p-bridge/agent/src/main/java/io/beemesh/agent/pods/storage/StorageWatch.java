package io.beemesh.agent.pods.storage;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.pods.PodWorkers;
import io.beemesh.agent.pods.assignment.Assignment;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Looks every ten seconds, as the kubelet does, at what pods with limits take of the disk, and has those evicted that
 * take more. Pods without limits are not looked at. One thread of its own.
 */
public final class StorageWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StorageWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final PodWorkers pods;
    private final StorageMeter meter;
    /** Of which pods that was said. */
    private final Set<PodKey> unknown = new HashSet<>();

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("bm-storage").unstarted(this::run);

    private StorageWatch(PodWorkers pods, StorageMeter meter) {
        this.pods = pods;
        this.meter = meter;
    }

    /** Begins to look. */
    public static StorageWatch start(PodWorkers pods, StorageMeter meter) {
        StorageWatch watch = new StorageWatch(pods, meter);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            while (!closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                List<Assignment> all = pods.assignments();
                unknown.retainAll(all.stream().map(Assignment::key).toList());
                all.forEach(this::look);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Assignment pod) {
        StorageLimits limits = new StorageLimits(pod.pod());
        if (!limits.any()) {
            return;
        }
        try {
            Optional<String> exceeded = limits.exceeded(meter.of(pod.key(), pod.pod()));
            unknown.remove(pod.key());
            exceeded.ifPresent(message -> pods.evict(pod.key(), message));
        } catch (IOException e) {
            LOG.atLevel(unknown.add(pod.key()) ? Level.WARN : Level.DEBUG)
                    .addKeyValue("pod", pod.pod().meta().fullName())
                    .addKeyValue("error", e.toString())
                    .log("what a pod takes of the disk is not known; it is looked at again");
        }
    }

    /** Ends the looks. Idempotent. */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
    }
}
