package io.beemesh.agent.link;

import io.beemesh.agent.podman.PodmanInfo;
import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.mesh.wire.Amounts;
import io.beemesh.mesh.wire.HostFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    private static final Pattern PRETTY_NAME = Pattern.compile("^PRETTY_NAME=\"?([^\"\\n]*)\"?$", Pattern.MULTILINE);

    /**
     * Looks at the machine.
     *
     * @param agentVersion of this program
     * @param reserved what pods may not have
     * @param home whose file system pods write to
     */
    public static Machine look(String agentVersion, PodmanInfo podman, Amount reserved, Path home) throws IOException {
        long disk = Files.getFileStore(home).getTotalSpace();
        Amount capacity = new Amount(podman.cpus() * 1000L, podman.memoryBytes(), disk, PODS_MAX);
        Amount allocatable = new Amount(
                Math.max(0, capacity.cpuMillis() - reserved.cpuMillis()),
                Math.max(0, capacity.memoryBytes() - reserved.memoryBytes()),
                Math.max(0, disk - reserved.storageBytes()),
                PODS_MAX);
        HostFacts facts = HostFacts.newBuilder()
                .setAgentVersion(agentVersion)
                .setPodmanVersion(podman.version())
                .setOsImage(osImage(podman))
                .setKernelVersion(podman.kernel())
                .setArchitecture(podman.architecture())
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

    private static String osImage(PodmanInfo podman) throws IOException {
        Matcher name = PRETTY_NAME.matcher(Files.exists(OS_RELEASE) ? Files.readString(OS_RELEASE) : "");
        return name.find() ? name.group(1) : podman.operatingSystem();
    }

    private static String line(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }
}
