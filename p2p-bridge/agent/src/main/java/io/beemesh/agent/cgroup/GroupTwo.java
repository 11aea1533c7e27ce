package io.beemesh.agent.cgroup;

import io.beemesh.agent.system.Facts;
import io.beemesh.mesh.wire.CpuUsage;
import io.beemesh.mesh.wire.DeviceUsage;
import io.beemesh.mesh.wire.IoUsage;
import io.beemesh.mesh.wire.MemoryUsage;
import io.beemesh.mesh.wire.ProcessUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A group of the unified hierarchy.
 *
 * @param name as the kernel names it
 * @param folder where it is seen
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">the kernel's cgroup-v2</a>
 */
record GroupTwo(String name, Path folder) implements ControlGroup {
    private static final long NANOS_PER_MICRO = 1000;

    @Override
    public CpuUsage.Builder cpu() throws IOException {
        Map<String, Long> stat = Facts.named(folder.resolve("cpu.stat"));
        CpuUsage.Builder cpu = CpuUsage.newBuilder()
                .setNanos(stat.getOrDefault("usage_usec", 0L) * NANOS_PER_MICRO)
                .setUserNanos(stat.getOrDefault("user_usec", 0L) * NANOS_PER_MICRO)
                .setSystemNanos(stat.getOrDefault("system_usec", 0L) * NANOS_PER_MICRO);
        Facts.number(folder.resolve("cpu.weight")).ifPresent(weight -> cpu.setShares(shares(weight)));
        List<String> most = Facts.lines(folder.resolve("cpu.max"));
        String[] quota = most.isEmpty() ? new String[0] : most.getFirst().split(" ", 2);
        if (quota.length == 2) {
            Facts.number(quota[1]).ifPresent(cpu::setPeriodMicros);
            Facts.number(quota[0]).ifPresent(cpu::setQuotaMicros);
        }
        if (cpu.hasQuotaMicros()) {
            cpu.setPeriods(stat.getOrDefault("nr_periods", 0L))
                    .setThrottledPeriods(stat.getOrDefault("nr_throttled", 0L))
                    .setThrottledNanos(stat.getOrDefault("throttled_usec", 0L) * NANOS_PER_MICRO);
        }
        return cpu;
    }

    /** The inverse of what container runtimes make of shares: 2 to 262,144 of them are a weight of 1 to 10,000. */
    private static long shares(long weight) {
        return 2 + (weight - 1) * 262_142 / 9_999;
    }

    @Override
    public MemoryUsage.Builder memory() throws IOException {
        Map<String, Long> stat = Facts.named(folder.resolve("memory.stat"));
        Map<String, Long> events = Facts.named(folder.resolve("memory.events"));
        long usage = Facts.number(folder.resolve("memory.current")).orElse(0);
        MemoryUsage.Builder memory = MemoryUsage.newBuilder()
                .setUsageBytes(usage)
                .setWorkingSetBytes(Math.max(0, usage - stat.getOrDefault("inactive_file", 0L)))
                .setResidentBytes(stat.getOrDefault("anon", 0L))
                .setCacheBytes(stat.getOrDefault("file", 0L))
                .setMappedBytes(stat.getOrDefault("file_mapped", 0L))
                .setPageFaults(stat.getOrDefault("pgfault", 0L))
                .setMajorPageFaults(stat.getOrDefault("pgmajfault", 0L))
                .setFailures(events.getOrDefault("max", 0L))
                .setOutOfMemoryKills(events.getOrDefault("oom_kill", 0L));
        Facts.number(folder.resolve("memory.swap.current")).ifPresent(memory::setSwapBytes);
        Facts.number(folder.resolve("memory.peak")).ifPresent(memory::setMostBytes);
        Facts.limit(folder.resolve("memory.max")).ifPresent(memory::setLimitBytes);
        return memory;
    }

    @Override
    public ProcessUsage processes() throws IOException {
        ProcessUsage.Builder processes = ProcessUsage.newBuilder()
                .setCount(Facts.lines(folder.resolve("cgroup.procs")).size());
        Facts.number(folder.resolve("pids.current")).ifPresent(processes::setThreads);
        Facts.number(folder.resolve("pids.max")).ifPresent(processes::setMost);
        return processes.build();
    }

    @Override
    public IoUsage io() throws IOException {
        IoUsage.Builder io = IoUsage.newBuilder();
        for (String line : Facts.lines(folder.resolve("io.stat"))) {
            String[] words = line.split("[: ]", -1);
            Map<String, Long> counts = new HashMap<>();
            for (String word : words) {
                String[] pair = word.split("=", 2);
                if (pair.length == 2) {
                    Facts.number(pair[1]).ifPresent(value -> counts.put(pair[0], value));
                }
            }
            if (words.length > 2 && words[0].matches("[0-9]{1,9}") && words[1].matches("[0-9]{1,9}")) {
                io.addDevices(DeviceUsage.newBuilder()
                        .setMajor(Integer.parseInt(words[0]))
                        .setMinor(Integer.parseInt(words[1]))
                        .setReadBytes(counts.getOrDefault("rbytes", 0L))
                        .setWrittenBytes(counts.getOrDefault("wbytes", 0L))
                        .setReads(counts.getOrDefault("rios", 0L))
                        .setWrites(counts.getOrDefault("wios", 0L)));
            }
        }
        return io.build();
    }

    @Override
    public Bounds bounds() throws IOException {
        return Bounds.of(OptionalLong.empty(), cpu(), Facts.limit(folder.resolve("memory.max")));
    }
}
