package io.beemesh.agent.pods.storage;

import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.Podman;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.pods.PodWorkers;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.rotation.LogFiles;
import io.beemesh.agent.spec.Volume;
import io.beemesh.agent.volumes.Volumes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
    private final Podman podman;
    private final Volumes volumes;
    /** Of which pods that was said. */
    private final Set<PodKey> unknown = new HashSet<>();

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("bm-storage").unstarted(this::run);

    private StorageWatch(PodWorkers pods, Podman podman, Volumes volumes) {
        this.pods = pods;
        this.podman = podman;
        this.volumes = volumes;
    }

    /** Begins to look. */
    public static StorageWatch start(PodWorkers pods, Podman podman, Volumes volumes) {
        StorageWatch watch = new StorageWatch(pods, podman, volumes);
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
            Optional<String> exceeded = limits.exceeded(use(pod));
            unknown.remove(pod.key());
            exceeded.ifPresent(message -> pods.evict(pod.key(), message));
        } catch (IOException e) {
            LOG.atLevel(unknown.add(pod.key()) ? Level.WARN : Level.DEBUG)
                    .addKeyValue("pod", pod.pod().meta().fullName())
                    .addKeyValue("error", e.toString())
                    .log("what a pod takes of the disk is not known; it is looked at again");
        }
    }

    private StorageUse use(Assignment pod) throws IOException {
        Map<String, Long> emptyDirs = new HashMap<>();
        for (Volume volume : pod.pod().volumes()) {
            if (volume.source() instanceof Volume.Source.EmptyDir empty && !empty.memory()) {
                emptyDirs.put(volume.name(), volumes.usedBytes(pod.key(), volume.name()));
            }
        }
        Map<String, Long> containers = new HashMap<>();
        for (ContainerInfo container : podman.listContainers(pod.key().labels())) {
            Optional<ContainerKey> key = ContainerKey.of(container.labels());
            if (key.isPresent()) {
                containers.merge(key.get().container(), written(container), Long::max);
            }
        }
        return new StorageUse(emptyDirs, containers);
    }

    private long written(ContainerInfo container) throws IOException {
        long bytes = container.log().isEmpty()
                ? 0
                : new LogFiles(Path.of(container.log())).use().bytes();
        try {
            return bytes + podman.writtenBytes(container.id());
        } catch (PodmanException e) {
            if (e.isNotFound()) {
                return 0;
            }
            throw e;
        }
    }

    /** Ends the looks. Idempotent. */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
    }
}
