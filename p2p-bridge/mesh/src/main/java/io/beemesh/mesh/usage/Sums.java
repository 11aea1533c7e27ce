package io.beemesh.mesh.usage;

import io.beemesh.mesh.wire.CpuUsage;
import io.beemesh.mesh.wire.MemoryUsage;
import java.util.List;

/** What several use together. Pure. */
public final class Sums {
    private Sums() {}

    /** Their processor time; the rate is there if there are any, and each has one. */
    public static CpuUsage cpu(List<CpuUsage> all) {
        CpuUsage.Builder sum = CpuUsage.newBuilder();
        for (CpuUsage one : all) {
            sum.setNanos(sum.getNanos() + one.getNanos()).setNanoCores(sum.getNanoCores() + one.getNanoCores());
        }
        boolean rated = !all.isEmpty() && all.stream().allMatch(CpuUsage::hasNanoCores);
        return rated ? sum.build() : sum.clearNanoCores().build();
    }

    /** Their memory, and the limits of those that have one. */
    public static MemoryUsage memory(List<MemoryUsage> all) {
        MemoryUsage.Builder sum = MemoryUsage.newBuilder();
        for (MemoryUsage one : all) {
            sum.setUsageBytes(sum.getUsageBytes() + one.getUsageBytes())
                    .setWorkingSetBytes(sum.getWorkingSetBytes() + one.getWorkingSetBytes())
                    .setResidentBytes(sum.getResidentBytes() + one.getResidentBytes())
                    .setCacheBytes(sum.getCacheBytes() + one.getCacheBytes())
                    .setMappedBytes(sum.getMappedBytes() + one.getMappedBytes())
                    .setSwapBytes(sum.getSwapBytes() + one.getSwapBytes())
                    .setPageFaults(sum.getPageFaults() + one.getPageFaults())
                    .setMajorPageFaults(sum.getMajorPageFaults() + one.getMajorPageFaults())
                    .setLimitBytes(sum.getLimitBytes() + one.getLimitBytes());
        }
        return sum.build();
    }
}
