package io.beemesh.provider.kubelet.testing;

import io.beemesh.mesh.wire.ContainerUsage;
import io.beemesh.mesh.wire.CpuUsage;
import io.beemesh.mesh.wire.FileSystemUsage;
import io.beemesh.mesh.wire.InterfaceUsage;
import io.beemesh.mesh.wire.MachineUsage;
import io.beemesh.mesh.wire.MemoryUsage;
import io.beemesh.mesh.wire.PodUsage;
import io.beemesh.mesh.wire.ProbeCount;
import io.beemesh.mesh.wire.VolumeUsage;
import io.beemesh.provider.kubelet.usage.NodeUsage;
import io.beemesh.provider.kubelet.usage.UsageSource;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The nodes {@code node} and {@code pooled}, each with two machines and the pod {@code default/web}. */
public final class FixedUsage implements UsageSource {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final CpuUsage CPU = CpuUsage.newBuilder()
            .setNanos(1_500_000_000)
            .setNanoCores(250_000_000)
            .setQuotaMicros(10_000)
            .setPeriodMicros(100_000)
            .build();
    private static final MemoryUsage MEMORY = MemoryUsage.newBuilder()
            .setUsageBytes(5000)
            .setWorkingSetBytes(3000)
            .setLimitBytes(8000)
            .build();

    @Override
    public Set<String> nodes() {
        return Set.of("node", "pooled");
    }

    @Override
    public NodeUsage usage(String node, Depth depth) {
        return new NodeUsage(node, AT, List.of(machine("m-1"), machine("m-2")), List.of(pod()));
    }

    private static NodeUsage.Machine machine(String id) {
        return new NodeUsage.Machine(
                id,
                "b-1",
                MachineUsage.newBuilder()
                        .setBootedAtMs(1_700_000_000_000L)
                        .setCpu(CPU)
                        .setMemory(MEMORY)
                        .addInterfaces(network())
                        .setDisk(FileSystemUsage.newBuilder().setCapacityBytes(1 << 20))
                        .setCores(2)
                        .build());
    }

    private static NodeUsage.Pod pod() {
        ContainerUsage container = ContainerUsage.newBuilder()
                .setName("main")
                .setId("1a")
                .setGroup("/pods/1a")
                .setImage("busybox:1")
                .setStartedAtMs(1_767_323_045_500L)
                .setCpu(CPU)
                .setMemory(MEMORY)
                .setRoot(FileSystemUsage.newBuilder().setUsedBytes(11))
                .setLogs(FileSystemUsage.newBuilder().setUsedBytes(12))
                .build();
        PodUsage usage = PodUsage.newBuilder()
                .setUid("u-1")
                .setCpu(CPU)
                .setMemory(MEMORY)
                .addInterfaces(network())
                .addContainers(container)
                .addVolumes(VolumeUsage.newBuilder()
                        .setName("scratch")
                        .setFiles(FileSystemUsage.newBuilder().setUsedBytes(13)))
                .build();
        ProbeCount probe = ProbeCount.newBuilder()
                .setUid("u-1")
                .setContainer("main")
                .setType(ProbeCount.Type.LIVENESS)
                .setSuccessful(3)
                .setFailed(1)
                .setNanos(30_000_000)
                .addAllWithin(List.of(1L, 2L, 3L, 3L, 3L, 3L, 3L, 3L, 3L, 3L, 3L))
                .build();
        return new NodeUsage.Pod(new NodeUsage.Ref("default", "web", "u-1"), AT, AT, usage, List.of(probe));
    }

    private static InterfaceUsage network() {
        return InterfaceUsage.newBuilder()
                .setName("eth0")
                .setReceivedBytes(21)
                .setSentBytes(22)
                .build();
    }
}
