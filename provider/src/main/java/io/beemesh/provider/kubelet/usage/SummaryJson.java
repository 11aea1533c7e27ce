package io.beemesh.provider.kubelet.usage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beemesh.mesh.wire.ContainerUsage;
import io.beemesh.mesh.wire.CpuUsage;
import io.beemesh.mesh.wire.FileSystemUsage;
import io.beemesh.mesh.wire.InterfaceUsage;
import io.beemesh.mesh.wire.MemoryUsage;
import io.beemesh.mesh.wire.VolumeUsage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * {@code /stats/summary}: the kubelet's {@code Summary}. Pure.
 *
 * <p><i>Source:</i> k8s.io/kubelet/pkg/apis/stats/v1alpha1/types.go.
 */
final class SummaryJson {
    /** The interface whose counters are also those of the whole, as with the kubelet. */
    private static final String MAIN_INTERFACE = "eth0";

    private final ObjectNode root = JsonNodeFactory.instance.objectNode();
    private final NodeUsage node;
    private final boolean full;

    private SummaryJson(NodeUsage node, UsageSource.Depth depth) {
        this.node = node;
        this.full = depth == UsageSource.Depth.FULL;
    }

    static String of(NodeUsage node, UsageSource.Depth depth) {
        SummaryJson summary = new SummaryJson(node, depth);
        summary.node();
        ArrayNode pods = summary.root.putArray("pods");
        node.pods().forEach(pod -> summary.pod(pods.addObject(), pod));
        return summary.root.toString();
    }

    private void node() {
        ObjectNode it = root.putObject("node").put("nodeName", node.name());
        pods(it.putArray("systemContainers").addObject().put("name", "pods"));
        it.put("startTime", time(node.startedAt()));
        cpu(it, node.at(), node.cpu());
        memory(it, node.at(), node.memory());
        if (full) {
            network(it, node.at(), node.interfaces());
            files(it.putObject("fs"), node.at(), node.disk());
            ObjectNode runtime = it.putObject("runtime");
            files(runtime.putObject("imageFs"), node.at(), node.disk());
            files(runtime.putObject("containerFs"), node.at(), node.disk());
            it.putObject("rlimit")
                    .put("time", time(node.at()))
                    .put("maxpid", node.processes().getMost())
                    .put("curproc", node.processes().getCount());
        }
        swap(it, node.at(), node.memory());
    }

    /** All pods together. */
    private void pods(ObjectNode it) {
        CpuUsage.Builder cpu = CpuUsage.newBuilder();
        MemoryUsage.Builder memory = MemoryUsage.newBuilder();
        for (NodeUsage.Pod pod : node.pods()) {
            cpu.setNanos(cpu.getNanos() + pod.usage().getCpu().getNanos())
                    .setNanoCores(cpu.getNanoCores() + pod.usage().getCpu().getNanoCores());
            memory.setUsageBytes(
                            memory.getUsageBytes() + pod.usage().getMemory().getUsageBytes())
                    .setWorkingSetBytes(memory.getWorkingSetBytes()
                            + pod.usage().getMemory().getWorkingSetBytes());
        }
        it.put("startTime", time(node.startedAt()));
        cpu(it, node.at(), cpu.build());
        memory(it, node.at(), memory.build());
    }

    private void pod(ObjectNode it, NodeUsage.Pod pod) {
        it.putObject("podRef")
                .put("name", pod.ref().name())
                .put("namespace", pod.ref().namespace())
                .put("uid", pod.ref().uid());
        it.put("startTime", time(pod.startedAt()));
        ArrayNode containers = it.putArray("containers");
        pod.usage().getContainersList().forEach(each -> container(containers.addObject(), pod.at(), each));
        cpu(it, pod.at(), pod.usage().getCpu());
        memory(it, pod.at(), pod.usage().getMemory());
        if (full) {
            network(it, pod.at(), pod.usage().getInterfacesList());
            ArrayNode volumes = it.putArray("volume");
            for (VolumeUsage volume : pod.usage().getVolumesList()) {
                ObjectNode one = volumes.addObject();
                files(one, pod.at(), volume.getFiles());
                one.put("name", volume.getName());
            }
            files(it.putObject("ephemeral-storage"), pod.at(), ephemeral(pod));
            it.putObject("process_stats")
                    .put(
                            "process_count",
                            pod.usage().getContainersList().stream()
                                    .mapToLong(each -> each.getProcesses().getCount())
                                    .sum());
        }
        swap(it, pod.at(), pod.usage().getMemory());
    }

    private void container(ObjectNode it, Instant at, ContainerUsage container) {
        it.put("name", container.getName()).put("startTime", time(Instant.ofEpochMilli(container.getStartedAtMs())));
        cpu(it, at, container.getCpu());
        memory(it, at, container.getMemory());
        if (full) {
            if (container.hasRoot()) {
                files(it.putObject("rootfs"), at, container.getRoot());
            }
            files(it.putObject("logs"), at, container.getLogs());
        }
        swap(it, at, container.getMemory());
    }

    /** What the pod's containers wrote, and its volumes. */
    private static FileSystemUsage ephemeral(NodeUsage.Pod pod) {
        FileSystemUsage.Builder all = FileSystemUsage.newBuilder();
        for (ContainerUsage container : pod.usage().getContainersList()) {
            add(all, container.getLogs());
            if (container.hasRoot()) {
                add(all, container.getRoot());
            }
        }
        pod.usage().getVolumesList().forEach(volume -> add(all, volume.getFiles()));
        return all.build();
    }

    private static void add(FileSystemUsage.Builder all, FileSystemUsage one) {
        all.setCapacityBytes(one.getCapacityBytes())
                .setAvailableBytes(one.getAvailableBytes())
                .setInodes(one.getInodes())
                .setFreeInodes(one.getFreeInodes())
                .setUsedBytes(all.getUsedBytes() + one.getUsedBytes())
                .setUsedInodes(all.getUsedInodes() + one.getUsedInodes());
    }

    private static void cpu(ObjectNode it, Instant at, CpuUsage cpu) {
        it.putObject("cpu")
                .put("time", time(at))
                .put("usageNanoCores", cpu.getNanoCores())
                .put("usageCoreNanoSeconds", cpu.getNanos());
    }

    private static void memory(ObjectNode it, Instant at, MemoryUsage memory) {
        ObjectNode node = it.putObject("memory").put("time", time(at));
        if (memory.getLimitBytes() > 0) {
            node.put("availableBytes", Math.max(0, memory.getLimitBytes() - memory.getWorkingSetBytes()));
        }
        node.put("usageBytes", memory.getUsageBytes())
                .put("workingSetBytes", memory.getWorkingSetBytes())
                .put("rssBytes", memory.getResidentBytes())
                .put("pageFaults", memory.getPageFaults())
                .put("majorPageFaults", memory.getMajorPageFaults());
    }

    private static void swap(ObjectNode it, Instant at, MemoryUsage memory) {
        ObjectNode swap = it.putObject("swap").put("time", time(at));
        if (memory.getLimitBytes() > 0) {
            swap.put("swapAvailableBytes", 0); // a limit of ours is one of memory and swap together
        }
        swap.put("swapUsageBytes", memory.getSwapBytes());
    }

    private static void network(ObjectNode it, Instant at, List<InterfaceUsage> interfaces) {
        if (interfaces.isEmpty()) {
            return;
        }
        ObjectNode network = it.putObject("network").put("time", time(at));
        interfaces.stream()
                .filter(each -> each.getName().equals(MAIN_INTERFACE))
                .forEach(each -> counts(network, each));
        ArrayNode all = network.putArray("interfaces");
        interfaces.forEach(each -> counts(all.addObject(), each));
    }

    private static void counts(ObjectNode it, InterfaceUsage counts) {
        it.put("name", counts.getName())
                .put("rxBytes", counts.getReceivedBytes())
                .put("rxErrors", counts.getReceivedErrors())
                .put("txBytes", counts.getSentBytes())
                .put("txErrors", counts.getSentErrors());
    }

    private static void files(ObjectNode it, Instant at, FileSystemUsage files) {
        it.put("time", time(at))
                .put("availableBytes", files.getAvailableBytes())
                .put("capacityBytes", files.getCapacityBytes())
                .put("usedBytes", files.getUsedBytes())
                .put("inodesFree", files.getFreeInodes())
                .put("inodes", files.getInodes())
                .put("inodesUsed", files.getUsedInodes());
    }

    /** As the API writes times: to the second. */
    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
