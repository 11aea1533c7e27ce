package io.beemesh.provider.kubelet.usage;

import io.beemesh.mesh.usage.Sums;
import io.beemesh.mesh.wire.CpuUsage;
import io.beemesh.mesh.wire.FileSystemUsage;
import io.beemesh.mesh.wire.InterfaceUsage;
import io.beemesh.mesh.wire.MachineUsage;
import io.beemesh.mesh.wire.MemoryUsage;
import io.beemesh.mesh.wire.PodUsage;
import io.beemesh.mesh.wire.ProbeCount;
import io.beemesh.mesh.wire.ProcessUsage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a node and its pods use. The node is the sum of its hosts.
 *
 * @param name of the node
 * @param at when the hosts were asked
 * @param machines of its hosts
 * @param pods that run, in the order of their names
 */
public record NodeUsage(String name, Instant at, List<Machine> machines, List<Pod> pods) {
    /** Copies the lists. */
    public NodeUsage {
        machines = List.copyOf(machines);
        pods = List.copyOf(pods);
    }

    /**
     * A host's machine. Of one that did not answer this time, only the processor time is there that it told last, so
     * that the node's never goes back.
     *
     * @param machineId the machine's own
     * @param bootId of its last boot
     */
    public record Machine(String machineId, String bootId, MachineUsage usage) {}

    /**
     * A pod.
     *
     * @param startedAt when its host took it on
     * @param at when it was measured, by this machine's clock
     * @param probes of its containers
     */
    public record Pod(Ref ref, Instant startedAt, Instant at, PodUsage usage, List<ProbeCount> probes) {
        /** Copies the list. */
        public Pod {
            probes = List.copyOf(probes);
        }
    }

    /** Which pod. */
    public record Ref(String namespace, String name, String uid) {}

    /** Whether any host answered: if none did, nothing is known of the node. */
    boolean isMeasured() {
        return machines.stream().anyMatch(machine -> machine.usage().hasMemory());
    }

    /** The processor time of all hosts; the rate is there if every host told one. */
    CpuUsage cpu() {
        return Sums.cpu(
                machines.stream().map(machine -> machine.usage().getCpu()).toList());
    }

    /** The memory of all hosts. */
    MemoryUsage memory() {
        return Sums.memory(
                machines.stream().map(machine -> machine.usage().getMemory()).toList());
    }

    /** The interfaces of all hosts, those of one name together. */
    List<InterfaceUsage> interfaces() {
        Map<String, InterfaceUsage> all = new TreeMap<>();
        for (Machine machine : machines) {
            for (InterfaceUsage one : machine.usage().getInterfacesList()) {
                all.merge(one.getName(), one, NodeUsage::plus);
            }
        }
        return List.copyOf(all.values());
    }

    private static InterfaceUsage plus(InterfaceUsage one, InterfaceUsage other) {
        return InterfaceUsage.newBuilder()
                .setName(one.getName())
                .setReceivedBytes(one.getReceivedBytes() + other.getReceivedBytes())
                .setReceivedPackets(one.getReceivedPackets() + other.getReceivedPackets())
                .setReceivedErrors(one.getReceivedErrors() + other.getReceivedErrors())
                .setReceivedDropped(one.getReceivedDropped() + other.getReceivedDropped())
                .setSentBytes(one.getSentBytes() + other.getSentBytes())
                .setSentPackets(one.getSentPackets() + other.getSentPackets())
                .setSentErrors(one.getSentErrors() + other.getSentErrors())
                .setSentDropped(one.getSentDropped() + other.getSentDropped())
                .build();
    }

    /** The file systems that pods write to. */
    FileSystemUsage disk() {
        FileSystemUsage.Builder all = FileSystemUsage.newBuilder();
        for (Machine machine : machines) {
            FileSystemUsage one = machine.usage().getDisk();
            all.setCapacityBytes(all.getCapacityBytes() + one.getCapacityBytes())
                    .setAvailableBytes(all.getAvailableBytes() + one.getAvailableBytes())
                    .setUsedBytes(all.getUsedBytes() + one.getUsedBytes())
                    .setInodes(all.getInodes() + one.getInodes())
                    .setFreeInodes(all.getFreeInodes() + one.getFreeInodes());
        }
        return all.setUsedInodes(all.getInodes() - all.getFreeInodes()).build();
    }

    /** The processes of all hosts. */
    ProcessUsage processes() {
        ProcessUsage.Builder all = ProcessUsage.newBuilder();
        for (Machine machine : machines) {
            ProcessUsage one = machine.usage().getProcesses();
            all.setCount(all.getCount() + one.getCount()).setMost(all.getMost() + one.getMost());
        }
        return all.build();
    }

    /** Since when the processor time is counted: the boot of the host that has been up for longest. */
    Instant startedAt() {
        return machines.stream()
                .map(machine -> machine.usage().getBootedAtMs())
                .filter(millis -> millis > 0)
                .min(Long::compare)
                .map(Instant::ofEpochMilli)
                .orElse(at);
    }
}
