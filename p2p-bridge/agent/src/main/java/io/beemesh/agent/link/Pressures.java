package io.beemesh.agent.link;

import io.beemesh.agent.spec.Quantity;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the machine runs short of something, with hysteresis: a pressure ends only when clearly more is free than
 * when it began. For one thread.
 *
 * <p><i>Source:</i> kubelet's default eviction thresholds: memory.available below 100Mi, nodefs.available below 10 %.
 */
final class Pressures {
    static final Quantity MEMORY_THRESHOLD = Quantity.parse("100Mi");
    private static final long MEMORY_BEGIN_BYTES = MEMORY_THRESHOLD.units();
    private static final long MEMORY_END_BYTES = 200L << 20;
    private static final int DISK_BEGIN_PERCENT = 10;
    private static final int DISK_END_PERCENT = 15;

    private boolean memory;
    private boolean disk;

    /** What is free. */
    record Free(long memoryBytes, int diskPercent) {
        /** Whether so little memory is left that a pod has to go. */
        boolean lacksMemory() {
            return memoryBytes < MEMORY_BEGIN_BYTES;
        }
    }

    /** Takes a look in; the pressures that are. */
    List<String> update(Free free) {
        memory = free.memoryBytes() < (memory ? MEMORY_END_BYTES : MEMORY_BEGIN_BYTES);
        disk = free.diskPercent() < (disk ? DISK_END_PERCENT : DISK_BEGIN_PERCENT);
        List<String> pressures = new ArrayList<>();
        if (memory) {
            pressures.add("MemoryPressure");
        }
        if (disk) {
            pressures.add("DiskPressure");
        }
        return pressures;
    }
}
