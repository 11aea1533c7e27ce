package io.beemesh.agent.cgroup;

import io.beemesh.agent.system.Facts;
import io.beemesh.mesh.wire.CpuUsage;
import io.beemesh.mesh.wire.DeviceUsage;
import io.beemesh.mesh.wire.IoUsage;
import io.beemesh.mesh.wire.MemoryUsage;
import io.beemesh.mesh.wire.ProcessUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A group of the older hierarchies, one for each controller.
 *
 * @param name as the kernel names it
 * @param folders where it is seen, by controller; those that the machine has
 */
record GroupOne(String name, Map<String, Path> folders) implements ControlGroup {
    /** The kernel's USER_HZ, which is 100 on every processor that Java 25 runs on. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private static final String NOWHERE = "/nonexistent";

    GroupOne {
        folders = Map.copyOf(folders);
    }

    private Path file(String controller, String file) {
        return folders.getOrDefault(controller, Path.of(NOWHERE)).resolve(controller + "." + file);
    }

    @Override
    public CpuUsage.Builder cpu() throws IOException {
        Map<String, Long> modes = Facts.named(file("cpuacct", "stat"));
        CpuUsage.Builder cpu = CpuUsage.newBuilder()
                .setNanos(Facts.number(file("cpuacct", "usage")).orElse(0))
                .setUserNanos(modes.getOrDefault("user", 0L) * NANOS_PER_TICK)
                .setSystemNanos(modes.getOrDefault("system", 0L) * NANOS_PER_TICK);
        Facts.number(file("cpu", "shares")).ifPresent(cpu::setShares);
        Facts.number(file("cpu", "cfs_period_us")).ifPresent(cpu::setPeriodMicros);
        // Without a limit it is -1.
        OptionalLong quota = Facts.number(file("cpu", "cfs_quota_us"));
        if (quota.isPresent()) {
            Map<String, Long> stat = Facts.named(file("cpu", "stat"));
            cpu.setQuotaMicros(quota.getAsLong())
                    .setPeriods(stat.getOrDefault("nr_periods", 0L))
                    .setThrottledPeriods(stat.getOrDefault("nr_throttled", 0L))
                    .setThrottledNanos(stat.getOrDefault("throttled_time", 0L));
        }
        return cpu;
    }

    @Override
    public MemoryUsage.Builder memory() throws IOException {
        Map<String, Long> stat = Facts.named(file("memory", "stat"));
        Map<String, Long> control = Facts.named(file("memory", "oom_control"));
        long usage = Facts.number(file("memory", "usage_in_bytes")).orElse(0);
        MemoryUsage.Builder memory = MemoryUsage.newBuilder()
                .setUsageBytes(usage)
                .setWorkingSetBytes(Math.max(0, usage - stat.getOrDefault("total_inactive_file", 0L)))
                .setResidentBytes(stat.getOrDefault("total_rss", 0L))
                .setCacheBytes(stat.getOrDefault("total_cache", 0L))
                .setMappedBytes(stat.getOrDefault("total_mapped_file", 0L))
                .setPageFaults(stat.getOrDefault("total_pgfault", 0L))
                .setMajorPageFaults(stat.getOrDefault("total_pgmajfault", 0L))
                .setSwapBytes(stat.getOrDefault("total_swap", 0L))
                .setOutOfMemoryKills(control.getOrDefault("oom_kill", 0L));
        Facts.number(file("memory", "max_usage_in_bytes")).ifPresent(memory::setMostBytes);
        Facts.number(file("memory", "failcnt")).ifPresent(memory::setFailures);
        Facts.limit(file("memory", "limit_in_bytes")).ifPresent(memory::setLimitBytes);
        return memory;
    }

    @Override
    public ProcessUsage processes() throws IOException {
        Path folder = folders.getOrDefault("pids", Path.of(NOWHERE));
        ProcessUsage.Builder processes = ProcessUsage.newBuilder()
                .setCount(Facts.lines(folder.resolve("cgroup.procs")).size());
        Facts.number(file("pids", "current")).ifPresent(processes::setThreads);
        Facts.number(file("pids", "max")).ifPresent(processes::setMost);
        return processes.build();
    }

    @Override
    public IoUsage io() throws IOException {
        Map<String, DeviceUsage.Builder> devices = new TreeMap<>();
        for (String line : Facts.lines(file("blkio", "throttle.io_service_bytes_recursive"))) {
            count(line)
                    .ifPresent(it ->
                            it.into(devices, DeviceUsage.Builder::setReadBytes, DeviceUsage.Builder::setWrittenBytes));
        }
        for (String line : Facts.lines(file("blkio", "throttle.io_serviced_recursive"))) {
            count(line)
                    .ifPresent(it -> it.into(devices, DeviceUsage.Builder::setReads, DeviceUsage.Builder::setWrites));
        }
        IoUsage.Builder io = IoUsage.newBuilder();
        devices.values().forEach(io::addDevices);
        return io.build();
    }

    @Override
    public Bounds bounds() throws IOException {
        return Bounds.of(Facts.number(file("cpu", "shares")), cpu(), Facts.limit(file("memory", "limit_in_bytes")));
    }

    /** A line such as {@code 254:0 Read 4096}. */
    private static Optional<Count> count(String line) {
        String[] words = line.split("[: ]", -1);
        boolean whole = words.length == 4 && words[0].matches("[0-9]{1,9}") && words[1].matches("[0-9]{1,9}");
        OptionalLong value = whole ? Facts.number(words[3]) : OptionalLong.empty();
        return value.isPresent()
                ? Optional.of(
                        new Count(Integer.parseInt(words[0]), Integer.parseInt(words[1]), words[2], value.getAsLong()))
                : Optional.empty();
    }

    private interface Setter {
        DeviceUsage.Builder set(DeviceUsage.Builder device, long value);
    }

    private record Count(int major, int minor, String direction, long value) {
        void into(Map<String, DeviceUsage.Builder> devices, Setter reads, Setter writes) {
            if (!direction.equals("Read") && !direction.equals("Write")) {
                return;
            }
            DeviceUsage.Builder device = devices.computeIfAbsent(
                    major + ":" + minor,
                    key -> DeviceUsage.newBuilder().setMajor(major).setMinor(minor));
            DeviceUsage.Builder ignored = (direction.equals("Read") ? reads : writes).set(device, value);
        }
    }
}
