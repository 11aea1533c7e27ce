package io.beemesh.provider.kubelet.usage;

import static io.beemesh.provider.kubelet.usage.MetricText.seconds;

import io.beemesh.mesh.wire.ContainerUsage;
import io.beemesh.mesh.wire.CpuUsage;
import io.beemesh.mesh.wire.DeviceUsage;
import io.beemesh.mesh.wire.InterfaceUsage;
import io.beemesh.mesh.wire.MachineUsage;
import io.beemesh.mesh.wire.MemoryUsage;
import io.beemesh.provider.kubelet.usage.MetricText.Labels;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code /metrics/cadvisor}: what dashboards show. As with cAdvisor the node is the series with the id {@code /}, a pod
 * as a whole is one without a container, and only that has a network. Pure.
 *
 * <p><i>Source:</i> cAdvisor, metrics/prometheus.go; kubelet, server/server.go (containerPrometheusLabelsFunc).
 */
final class CadvisorMetrics {
    private static final String NODE = "/";

    private final MetricText text = new MetricText();
    private final NodeUsage node;

    private CadvisorMetrics(NodeUsage node) {
        this.node = node;
    }

    static String of(NodeUsage node) {
        CadvisorMetrics metrics = new CadvisorMetrics(node);
        metrics.all();
        return metrics.text.toString();
    }

    private void all() {
        if (node.isMeasured()) {
            Labels labels = labels("", NODE, "", "", new NodeUsage.Ref("", "", ""));
            shared(text.at(node.at(), labels), node.cpu(), node.memory(), node.interfaces());
        }
        node.pods().forEach(this::pod);
        text.add(CadvisorFamilies.SCRAPE_ERROR, Labels.NONE, 0);
        machines();
    }

    private void pod(NodeUsage.Pod pod) {
        Labels labels = labels("", "/kubepods/pod" + pod.ref().uid(), "", "", pod.ref());
        shared(
                text.at(pod.at(), labels),
                pod.usage().getCpu(),
                pod.usage().getMemory(),
                pod.usage().getInterfacesList());
        text.add(CadvisorFamilies.START, labels, seconds(pod.startedAt()));
        pod.usage().getContainersList().forEach(container -> container(pod, container));
    }

    /** What nodes and pods have in common. */
    private static void shared(MetricText.At at, CpuUsage cpu, MemoryUsage memory, List<InterfaceUsage> interfaces) {
        usual(at, cpu, memory);
        interfaces.forEach(each -> network(at.with("interface", each.getName()), each));
    }

    /** What nodes, pods and containers have in common. */
    private static void usual(MetricText.At at, CpuUsage cpu, MemoryUsage memory) {
        at.with("cpu", "total").add(CadvisorFamilies.CPU, seconds(cpu.getNanos()));
        at.add(CadvisorFamilies.MEMORY, memory.getUsageBytes());
        at.add(CadvisorFamilies.WORKING_SET, memory.getWorkingSetBytes());
        at.add(CadvisorFamilies.RESIDENT, memory.getResidentBytes());
        at.add(CadvisorFamilies.SWAP, memory.getSwapBytes());
    }

    private static void network(MetricText.At at, InterfaceUsage counts) {
        at.add(CadvisorFamilies.RECEIVED, counts.getReceivedBytes());
        at.add(CadvisorFamilies.RECEIVED_PACKETS, counts.getReceivedPackets());
        at.add(CadvisorFamilies.RECEIVED_ERRORS, counts.getReceivedErrors());
        at.add(CadvisorFamilies.RECEIVED_DROPPED, counts.getReceivedDropped());
        at.add(CadvisorFamilies.SENT, counts.getSentBytes());
        at.add(CadvisorFamilies.SENT_PACKETS, counts.getSentPackets());
        at.add(CadvisorFamilies.SENT_ERRORS, counts.getSentErrors());
        at.add(CadvisorFamilies.SENT_DROPPED, counts.getSentDropped());
    }

    private void container(NodeUsage.Pod pod, ContainerUsage container) {
        Labels labels =
                labels(container.getName(), container.getGroup(), container.getImage(), container.getId(), pod.ref());
        MetricText.At at = text.at(pod.at(), labels);
        usual(at, container.getCpu(), container.getMemory());
        cpu(at, container.getCpu());
        memory(at, container.getMemory());
        limits(labels, container.getCpu(), container.getMemory());
        container.getIo().getDevicesList().forEach(device -> io(at, device));
        if (container.hasRoot()) {
            at.with("device", "")
                    .add(CadvisorFamilies.FILES, container.getRoot().getUsedBytes());
            at.with("device", "")
                    .add(CadvisorFamilies.FILES_LIMIT, container.getRoot().getCapacityBytes());
        }
        at.add(CadvisorFamilies.PROCESSES, container.getProcesses().getCount());
        at.add(CadvisorFamilies.THREADS, container.getProcesses().getThreads());
        at.add(CadvisorFamilies.THREADS_MAX, container.getProcesses().getMost());
        text.add(CadvisorFamilies.START, labels, seconds(Instant.ofEpochMilli(container.getStartedAtMs())));
        at.add(CadvisorFamilies.SEEN, pod.at().getEpochSecond());
    }

    private static void cpu(MetricText.At at, CpuUsage cpu) {
        at.add(CadvisorFamilies.CPU_USER, seconds(cpu.getUserNanos()));
        at.add(CadvisorFamilies.CPU_SYSTEM, seconds(cpu.getSystemNanos()));
        if (cpu.hasQuotaMicros()) {
            at.add(CadvisorFamilies.PERIODS, cpu.getPeriods());
            at.add(CadvisorFamilies.THROTTLED, cpu.getThrottledPeriods());
            at.add(CadvisorFamilies.THROTTLED_TIME, seconds(cpu.getThrottledNanos()));
        }
    }

    private static void memory(MetricText.At at, MemoryUsage memory) {
        at.add(CadvisorFamilies.CACHE, memory.getCacheBytes());
        at.add(CadvisorFamilies.MAPPED, memory.getMappedBytes());
        at.add(CadvisorFamilies.MOST, memory.getMostBytes());
        at.add(CadvisorFamilies.FAILURES, memory.getFailures());
        at.add(CadvisorFamilies.OUT_OF_MEMORY, memory.getOutOfMemoryKills());
        for (String scope : List.of("container", "hierarchy")) {
            at.with("failure_type", "pgfault", "scope", scope).add(CadvisorFamilies.FAULTS, memory.getPageFaults());
            at.with("failure_type", "pgmajfault", "scope", scope)
                    .add(CadvisorFamilies.FAULTS, memory.getMajorPageFaults());
        }
    }

    private void limits(Labels labels, CpuUsage cpu, MemoryUsage memory) {
        text.add(CadvisorFamilies.SPEC_SHARES, labels, cpu.getShares());
        text.add(CadvisorFamilies.SPEC_PERIOD, labels, cpu.getPeriodMicros());
        if (cpu.hasQuotaMicros()) {
            text.add(CadvisorFamilies.SPEC_QUOTA, labels, cpu.getQuotaMicros());
        }
        text.add(CadvisorFamilies.SPEC_MEMORY, labels, memory.getLimitBytes());
    }

    private static void io(MetricText.At at, DeviceUsage device) {
        MetricText.At of = at.with("device", device.getMajor() + ":" + device.getMinor());
        of.add(CadvisorFamilies.READ, device.getReadBytes());
        of.add(CadvisorFamilies.WRITTEN, device.getWrittenBytes());
        of.add(CadvisorFamilies.READS, device.getReads());
        of.add(CadvisorFamilies.WRITES, device.getWrites());
    }

    /** Two hosts on one machine, as in tests, are one machine with the sum of what they have. */
    private void machines() {
        Map<String, NodeUsage.Machine> all = new TreeMap<>();
        for (NodeUsage.Machine machine : node.machines()) {
            if (machine.usage().hasMemory()) {
                all.merge(machine.machineId() + " " + machine.bootId(), machine, CadvisorMetrics::plus);
            }
        }
        all.values().forEach(machine -> {
            Labels labels = Labels.of(
                    "boot_id", machine.bootId(), "machine_id", machine.machineId(), "system_uuid", machine.machineId());
            text.add(CadvisorFamilies.MACHINE_CORES, labels, machine.usage().getCores());
            text.add(
                    CadvisorFamilies.MACHINE_MEMORY,
                    labels,
                    machine.usage().getMemory().getLimitBytes());
        });
        text.add(CadvisorFamilies.MACHINE_ERROR, Labels.NONE, 0);
    }

    private static NodeUsage.Machine plus(NodeUsage.Machine one, NodeUsage.Machine other) {
        MemoryUsage memory = MemoryUsage.newBuilder()
                .setLimitBytes(one.usage().getMemory().getLimitBytes()
                        + other.usage().getMemory().getLimitBytes())
                .build();
        int cores = one.usage().getCores() + other.usage().getCores();
        return new NodeUsage.Machine(
                one.machineId(),
                one.bootId(),
                MachineUsage.newBuilder().setMemory(memory).setCores(cores).build());
    }

    private static Labels labels(String container, String id, String image, String name, NodeUsage.Ref pod) {
        return Labels.of(
                "container",
                container,
                "id",
                id,
                "image",
                image,
                "name",
                name,
                "namespace",
                pod.namespace(),
                "pod",
                pod.name());
    }
}
