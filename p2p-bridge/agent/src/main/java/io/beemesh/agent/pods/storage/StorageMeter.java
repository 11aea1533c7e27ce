package io.beemesh.agent.pods.storage;

import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.Podman;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.pods.eviction.Eviction;
import io.beemesh.agent.rotation.LogFiles;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Volume;
import io.beemesh.agent.volumes.Volumes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures what pods take of the disk. Any thread; not quick. */
public record StorageMeter(Podman podman, Volumes volumes) {
    private static final Logger LOG = LoggerFactory.getLogger(StorageMeter.class);

    /** Which of it counts. */
    public enum Parts {
        /** What is on the disk of the home: emptyDirs. */
        VOLUMES,
        /** What is on the disk of images: what containers write into their own file systems, and their logs. */
        CONTAINERS,
        /** Both disks are one. */
        ALL
    }

    /** What measures for an eviction; a pod that cannot be looked at uses nothing. */
    public Eviction.Meter meter(Parts parts) {
        return (key, pod) -> {
            try {
                StorageUse use = of(key, pod);
                long volumeBytes = use.emptyDirs().values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
                return new Eviction.Use(
                        parts == Parts.VOLUMES ? Map.of() : use.containers(),
                        parts == Parts.CONTAINERS ? 0 : volumeBytes);
            } catch (IOException e) {
                LOG.atWarn()
                        .addKeyValue("pod", pod.meta().fullName())
                        .addKeyValue("error", e.toString())
                        .log("what a pod takes of the disk is not known");
                return new Eviction.Use(Map.of(), 0);
            }
        };
    }

    /** What a pod takes. */
    StorageUse of(PodKey key, Pod pod) throws IOException {
        Map<String, Long> emptyDirs = new HashMap<>();
        for (Volume volume : pod.volumes()) {
            if (volume.source() instanceof Volume.Source.EmptyDir empty && !empty.memory()) {
                emptyDirs.put(volume.name(), volumes.usedBytes(key, volume.name()));
            }
        }
        Map<String, Long> containers = new HashMap<>();
        for (ContainerInfo container : podman.listContainers(key.labels())) {
            Optional<ContainerKey> name = ContainerKey.of(container.labels());
            if (name.isPresent()) {
                containers.merge(name.get().container(), written(container), Long::max);
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
}
