package io.beemesh.agent.usage;

import io.beemesh.agent.system.Facts;
import io.beemesh.mesh.wire.CpuUsage;
import io.beemesh.mesh.wire.MachineUsage;
import io.beemesh.mesh.wire.MemoryUsage;
import io.beemesh.mesh.wire.ProcessUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the whole machine uses, whoever it is.
 *
 * @see <a href="https://docs.kernel.org/filesystems/proc.html">the kernel's proc</a>
 */
final class MachineMeter {
    private static final Path STAT = Path.of("/proc/stat");
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final Path EVENTS = Path.of("/proc/vmstat");
    private static final Path LOAD = Path.of("/proc/loadavg");
    private static final Path PROCESSES_MAX = Path.of("/proc/sys/kernel/pid_max");
    private static final long NANOS_PER_TICK = 10_000_000;
    private static final int KIB_BITS = 10;

    /** user, nice, system, irq, softirq and steal of a line of /proc/stat; what is between them is idle. */
    private static final List<Integer> BUSY = List.of(1, 2, 3, 6, 7, 8);

    private MachineMeter() {}

    /** Processor, memory and since when; the time of day is the caller's to add. */
    static MachineUsage.Builder brief() throws IOException {
        List<String> stat = Facts.lines(STAT);
        MachineUsage.Builder machine = MachineUsage.newBuilder()
                .setCpu(cpu(stat))
                .setMemory(memory())
                .setCores((int) stat.stream()
                        .filter(line -> line.matches("cpu[0-9]+ .*"))
                        .count());
        stat.stream()
                .filter(line -> line.startsWith("btime "))
                .map(line -> Facts.number(line.substring("btime ".length()).strip()))
                .flatMapToLong(OptionalLong::stream)
                .forEach(seconds -> machine.setBootedAtMs(seconds * 1000));
        return machine;
    }

    static CpuUsage.Builder cpu(List<String> stat) {
        String[] words = stat.isEmpty() ? new String[0] : stat.getFirst().split(" +", -1);
        long ticks = BUSY.stream()
                .filter(index -> index < words.length)
                .mapToLong(index -> Facts.number(words[index]).orElse(0))
                .sum();
        return CpuUsage.newBuilder().setNanos(ticks * NANOS_PER_TICK);
    }

    private static MemoryUsage memory() throws IOException {
        Map<String, Long> memory = Facts.named(MEMORY);
        Map<String, Long> events = Facts.named(EVENTS);
        long total = bytes(memory, "MemTotal");
        long usage = total - bytes(memory, "MemFree");
        return MemoryUsage.newBuilder()
                .setUsageBytes(usage)
                .setWorkingSetBytes(Math.max(0, usage - bytes(memory, "Inactive(file)")))
                .setResidentBytes(bytes(memory, "AnonPages"))
                .setCacheBytes(bytes(memory, "Cached"))
                .setMappedBytes(bytes(memory, "Mapped"))
                .setSwapBytes(bytes(memory, "SwapTotal") - bytes(memory, "SwapFree"))
                .setPageFaults(events.getOrDefault("pgfault", 0L))
                .setMajorPageFaults(events.getOrDefault("pgmajfault", 0L))
                .setLimitBytes(total)
                .build();
    }

    private static long bytes(Map<String, Long> memory, String name) {
        return memory.getOrDefault(name, 0L) << KIB_BITS;
    }

    /** How many threads there are, of how many that there can be. */
    static ProcessUsage processes() throws IOException {
        ProcessUsage.Builder processes = ProcessUsage.newBuilder();
        List<String> load = Facts.lines(LOAD);
        if (!load.isEmpty()) {
            String[] words = load.getFirst().split("[ /]", -1);
            processes.setCount(Facts.number(words.length > 4 ? words[4] : "").orElse(0));
        }
        Facts.number(PROCESSES_MAX).ifPresent(processes::setMost);
        return processes.build();
    }
}
