package io.beemesh.agent.cgroup;

import io.beemesh.mesh.wire.CpuUsage;
import io.beemesh.mesh.wire.IoUsage;
import io.beemesh.mesh.wire.MemoryUsage;
import io.beemesh.mesh.wire.ProcessUsage;
import java.io.IOException;
import java.util.OptionalLong;

/** Where the kernel counts what a container uses. What it does not count is left out. Any thread. */
public sealed interface ControlGroup permits GroupOne, GroupTwo {
    /** As {@code /proc/PID/cgroup} names it. */
    String name();

    CpuUsage.Builder cpu() throws IOException;

    MemoryUsage.Builder memory() throws IOException;

    ProcessUsage processes() throws IOException;

    IoUsage io() throws IOException;

    /** What its processes may have. */
    Bounds bounds() throws IOException;

    /**
     * Bounds and weights as the kernel has them; absent where there is none.
     *
     * @param cpuShares absent in the unified hierarchy, whose weights are too coarse to tell them
     * @param cpuMillis thousandths of a processor
     * @param memoryBytes in whole pages
     */
    record Bounds(OptionalLong cpuShares, OptionalLong cpuMillis, OptionalLong memoryBytes) {
        private static final long MILLIS = 1000;

        static Bounds of(OptionalLong cpuShares, CpuUsage.Builder cpu, OptionalLong memoryBytes) {
            boolean bounded = cpu.hasQuotaMicros() && cpu.getPeriodMicros() > 0;
            return new Bounds(
                    cpuShares,
                    bounded
                            ? OptionalLong.of(cpu.getQuotaMicros() * MILLIS / cpu.getPeriodMicros())
                            : OptionalLong.empty(),
                    memoryBytes);
        }
    }
}
