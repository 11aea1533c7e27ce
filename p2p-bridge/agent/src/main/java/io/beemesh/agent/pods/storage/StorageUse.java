package io.beemesh.agent.pods.storage;

import java.util.Map;

/**
 * What a pod takes of the disk, in bytes.
 *
 * @param emptyDirs by the volume's name; those in memory are left out
 * @param containers by the container's name: what it wrote into its own file system, and its log
 */
record StorageUse(Map<String, Long> emptyDirs, Map<String, Long> containers) {
    /** Keeps copies. */
    StorageUse {
        emptyDirs = Map.copyOf(emptyDirs);
        containers = Map.copyOf(containers);
    }

    long total() {
        return sum(emptyDirs) + sum(containers);
    }

    private static long sum(Map<String, Long> parts) {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }
}
