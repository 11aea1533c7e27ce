package io.beemesh.agent.pods.storage;

import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Quantity;
import io.beemesh.agent.spec.Volume;
import java.util.Optional;

/**
 * How much of the disk a pod may take.
 *
 * <p><i>Source:</i> kubelet, eviction/eviction_manager.go, localStorageEviction: the order of the limits, and the
 * words, which end with a space there.
 */
record StorageLimits(Pod pod) {
    private static final String STORAGE = "ephemeral-storage";

    /** Whether it has any limit that has to be watched. */
    boolean any() {
        return pod.volumes().stream().anyMatch(StorageLimits::isBounded)
                || pod.allContainers().anyMatch(container -> limit(container).isPositive());
    }

    /** A volume on disk with a limit; one in memory is never larger than its own. */
    private static boolean isBounded(Volume volume) {
        return volume.source() instanceof Volume.Source.EmptyDir empty
                && !empty.memory()
                && empty.sizeLimit().isPositive();
    }

    /** Which limit is exceeded, as a sentence of the kubelet's. */
    Optional<String> exceeded(StorageUse use) {
        return emptyDir(use).or(() -> whole(use)).or(() -> container(use));
    }

    private Optional<String> emptyDir(StorageUse use) {
        return pod.volumes().stream()
                .filter(StorageLimits::isBounded)
                .filter(volume -> use.emptyDirs().getOrDefault(volume.name(), 0L)
                        > sizeLimit(volume).units())
                .findFirst()
                .map(volume -> "Usage of EmptyDir volume \"" + volume.name() + "\" exceeds the limit \""
                        + sizeLimit(volume).text() + "\". ");
    }

    private static Quantity sizeLimit(Volume volume) {
        return volume.source() instanceof Volume.Source.EmptyDir empty ? empty.sizeLimit() : Quantity.ZERO;
    }

    private Optional<String> whole(StorageUse use) {
        long limit = limitBytes();
        return limit > 0 && use.total() > limit
                ? Optional.of("Pod ephemeral local storage usage exceeds the total limit of containers "
                        + Quantity.ofBytes(limit).text() + ". ")
                : Optional.empty();
    }

    /** Of the containers and sidecars together, or of the largest init container with the sidecars before it. */
    private long limitBytes() {
        long sidecars = 0;
        long peak = 0;
        for (Container init : pod.initContainers()) {
            long bytes = limit(init).units();
            peak = Math.max(peak, sidecars + bytes);
            sidecars += init.sidecar() ? bytes : 0;
        }
        long running = pod.containers().stream()
                .mapToLong(container -> limit(container).units())
                .sum();
        return Math.max(peak, sidecars + running);
    }

    private Optional<String> container(StorageUse use) {
        return pod.containers().stream()
                .filter(container -> limit(container).isPositive())
                .filter(container -> use.containers().getOrDefault(container.name(), 0L)
                        > limit(container).units())
                .findFirst()
                .map(container -> "Container " + container.name() + " exceeded its local ephemeral storage limit \""
                        + limit(container).text() + "\". ");
    }

    private static Quantity limit(Container container) {
        return container.resources().limit(STORAGE);
    }
}
