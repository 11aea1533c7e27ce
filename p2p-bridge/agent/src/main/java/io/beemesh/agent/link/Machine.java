package io.beemesh.agent.link;

import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.agent.system.Facts;
import io.beemesh.mesh.wire.Amounts;
import io.beemesh.mesh.wire.HostFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What this machine is and has, from the files where Linux tells it.
 *
 * @param facts for the provider
 * @param capacity of the machine
 * @param allocatable what is left of it for pods
 */
public record Machine(HostFacts facts, Amount capacity, Amount allocatable) {
    /** The kubelet's default bound. */
    public static final int PODS_MAX = 110;

    private static final int OOM_SCORE_MIN = -1000;
    private static final long CAP_SYS_RESOURCE = 1L << 24;
    private static final Pattern CAPABILITIES = Pattern.compile("^CapEff:\\s+([0-9a-f]{16})$", Pattern.MULTILINE);
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path MACHINE_ID = Path.of("/etc/machine-id");
    private static final Path OS_RELEASE = Path.of("/etc/os-release");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Path KERNEL = Path.of("/proc/sys/kernel/osrelease");
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final Pattern PRETTY_NAME = Pattern.compile("^PRETTY_NAME=\"?([^\"\\n]*)\"?$", Pattern.MULTILINE);

    /**
     * What runs here.
     *
     * @param agent this program's version
     * @param podman Podman's
     */
    public record Versions(String agent, String podman) {}

    /**
     * Looks at the machine.
     *
     * @param versions of what runs here
     * @param reserved what pods may not have
     * @param home whose file system pods write to
     */
    public static Machine look(Versions versions, Amount reserved, Path home) throws IOException {
        long disk = Files.getFileStore(home).getTotalSpace();
        Amount capacity = new Amount(processors() * 1000, memoryBytes(), disk, PODS_MAX);
        Amount allocatable = new Amount(
                Math.max(0, capacity.cpuMillis() - reserved.cpuMillis()),
                Math.max(0, capacity.memoryBytes() - reserved.memoryBytes()),
                Math.max(0, disk - reserved.storageBytes()),
                PODS_MAX);
        HostFacts facts = HostFacts.newBuilder()
                .setAgentVersion(versions.agent())
                .setPodmanVersion(versions.podman())
                .setOsImage(osImage())
                .setKernelVersion(line(KERNEL))
                .setArchitecture(architecture())
                .setMachineId(line(MACHINE_ID))
                .setBootId(line(BOOT_ID))
                .setHostName(line(HOST_NAME))
                .build();
        return new Machine(facts, capacity, allocatable);
    }

    /** The lowest score that this process may give to another: without the right to lower scores, its own. */
    public static int oomScoreFloor() throws IOException {
        Matcher rights = CAPABILITIES.matcher(Files.readString(Path.of("/proc/self/status")));
        boolean mayLower = rights.find() && (Long.parseUnsignedLong(rights.group(1), 16) & CAP_SYS_RESOURCE) != 0;
        return mayLower ? OOM_SCORE_MIN : Integer.parseInt(line(Path.of("/proc/self/oom_score_adj")));
    }

    /** As the wire writes it. */
    public static Amounts wire(Amount amount) {
        return Amounts.newBuilder()
                .setCpuMillis(amount.cpuMillis())
                .setMemoryBytes(amount.memoryBytes())
                .setEphemeralStorageBytes(amount.storageBytes())
                .setPods(amount.pods())
                .build();
    }

    private static String osImage() throws IOException {
        Matcher name = PRETTY_NAME.matcher(Files.exists(OS_RELEASE) ? Files.readString(OS_RELEASE) : "");
        return name.find() ? name.group(1) : "Linux";
    }

    /** As Go names it. */
    private static String architecture() {
        String name = System.getProperty("os.arch");
        return name.equals("aarch64") ? "arm64" : name;
    }

    /** All that the machine has on line, also those that a bound of this process' own keeps it from. */
    private static long processors() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return Math.max(
                    1, lines.filter(line -> line.startsWith("processor")).count());
        }
    }

    private static long memoryBytes() throws IOException {
        Long kibibytes = Facts.named(MEMORY).get("MemTotal");
        if (kibibytes == null) {
            throw new IOException(MEMORY + " says no MemTotal");
        }
        return kibibytes << 10;
    }

    private static String line(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }
}
