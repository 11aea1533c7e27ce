package io.beemesh.agent.link;

import io.beemesh.agent.pods.eviction.Eviction;
import io.beemesh.agent.spec.Quantity;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the machine runs short of something, with hysteresis: a pressure ends only when clearly more is free than
 * when it began. For one thread.
 *
 * <p><i>Source:</i> kubelet's default eviction thresholds: memory.available below 100Mi, nodefs.available below 10 %,
 * imagefs.available below 15 %.
 */
final class Pressures {
    static final Quantity MEMORY_THRESHOLD = Quantity.parse("100Mi");
    private static final long MEMORY_BEGIN_BYTES = MEMORY_THRESHOLD.units();
    private static final long MEMORY_END_BYTES = 200L << 20;
    private static final int DISK_MARGIN_PERCENT = 5;

    private boolean memory;
    private boolean disk;

    /**
     * A file system.
     *
     * @param percentMin how much of it has to be free
     */
    record Disk(long capacityBytes, long availableBytes, int percentMin) {
        /** One that nobody knows, and that is never short. */
        static final Disk UNKNOWN = new Disk(0, 0, 0);

        /** Whether so little is left that something has to go. */
        boolean lacks() {
            return isBelow(percentMin);
        }

        private boolean isBelow(int percent) {
            return availableBytes < bytes(percent);
        }

        private long bytes(int percent) {
            return capacityBytes / 100 * percent;
        }

        /** How much is left, and how much has to be. */
        Eviction.Shortage shortage() {
            return new Eviction.Shortage(Eviction.Scarce.STORAGE, availableBytes, Quantity.ofBytes(bytes(percentMin)));
        }
    }

    /** What is free. */
    record Free(long memoryBytes, List<Disk> disks) {
        /** Keeps a copy. */
        Free {
            disks = List.copyOf(disks);
        }

        /** Whether so little memory is left that a pod has to go. */
        boolean lacksMemory() {
            return memoryBytes < MEMORY_BEGIN_BYTES;
        }
    }

    /** Takes a look in; the pressures that are. */
    List<String> update(Free free) {
        int margin = disk ? DISK_MARGIN_PERCENT : 0;
        memory = free.memoryBytes() < (memory ? MEMORY_END_BYTES : MEMORY_BEGIN_BYTES);
        disk = free.disks().stream().anyMatch(each -> each.isBelow(each.percentMin() + margin));
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
