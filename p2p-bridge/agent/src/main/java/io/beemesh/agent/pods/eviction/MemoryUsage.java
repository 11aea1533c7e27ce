package io.beemesh.agent.pods.eviction;

import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.Podman;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The working set of a process' control group: what it uses, without files that it has not used lately. Safe for use by
 * any thread.
 *
 * <p><i>Source:</i> cadvisor, container/libcontainer/handler.go setMemoryStats.
 *
 * @param processes usually {@code /proc}
 * @param groups usually {@code /sys/fs/cgroup}
 */
public record MemoryUsage(Path processes, Path groups) {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryUsage.class);

    /** The machine's. */
    public static final MemoryUsage OF_MACHINE = new MemoryUsage(Path.of("/proc"), Path.of("/sys/fs/cgroup"));

    /**
     * In bytes, by the id of a process in the group.
     *
     * @throws IOException the process or its group is gone
     */
    public long workingSetBytes(int pid) throws IOException {
        List<String> memberships =
                Files.readAllLines(processes.resolve(Integer.toString(pid)).resolve("cgroup"));
        for (String line : memberships) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[1].equals("memory")) {
                Path group = groups.resolve("memory").resolve(parts[2].substring(1));
                return workingSet(group, "memory.usage_in_bytes", "total_inactive_file");
            }
        }
        for (String line : memberships) {
            if (line.startsWith("0::/")) {
                return workingSet(groups.resolve(line.substring("0::/".length())), "memory.current", "inactive_file");
            }
        }
        throw new IOException("process " + pid + " is in no control group for memory");
    }

    /** What the containers of a pod use, by their names; one that cannot be looked at is left out. */
    public Map<String, Long> of(Podman podman, PodKey pod) {
        Map<String, Long> used = new HashMap<>();
        try {
            for (ContainerInfo container : podman.listContainers(pod.labels())) {
                Optional<ContainerKey> key = ContainerKey.of(container.labels());
                if (key.isPresent() && container.state() instanceof ContainerState.Running running) {
                    used.put(key.get().container(), workingSetBytes(running.pid()));
                }
            }
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("podUid", pod.uid())
                    .addKeyValue("error", e.getMessage())
                    .log("memory of a pod cannot be looked at");
        }
        return used;
    }

    private static long workingSet(Path group, String usage, String inactive) throws IOException {
        long used = Long.parseLong(Files.readString(group.resolve(usage)).strip());
        for (String line : Files.readAllLines(group.resolve("memory.stat"))) {
            if (line.startsWith(inactive + " ")) {
                return Math.max(0, used - Long.parseLong(line.substring(inactive.length() + 1)));
            }
        }
        return used;
    }
}
