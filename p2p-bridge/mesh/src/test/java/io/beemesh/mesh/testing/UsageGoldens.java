package io.beemesh.mesh.testing;

import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.testing.GoldenMessages.Golden;
import io.beemesh.mesh.wire.ContainerUsage;
import io.beemesh.mesh.wire.CpuUsage;
import io.beemesh.mesh.wire.DeviceUsage;
import io.beemesh.mesh.wire.FileSystemUsage;
import io.beemesh.mesh.wire.HostUsage;
import io.beemesh.mesh.wire.InterfaceUsage;
import io.beemesh.mesh.wire.IoUsage;
import io.beemesh.mesh.wire.MachineUsage;
import io.beemesh.mesh.wire.MemoryUsage;
import io.beemesh.mesh.wire.PodUsage;
import io.beemesh.mesh.wire.ProbeCount;
import io.beemesh.mesh.wire.ProcessUsage;
import io.beemesh.mesh.wire.UsageRefused;
import io.beemesh.mesh.wire.UsageReply;
import io.beemesh.mesh.wire.UsageRequest;
import io.beemesh.mesh.wire.VolumeUsage;
import java.util.Map;

/** What a provider asks a host about what it uses, and the answers. */
final class UsageGoldens {
    private UsageGoldens() {}

    static void put(Map<String, Golden> all) {
        all.put(
                "usage-request",
                new Golden(
                        MessageKind.USAGE_REQUEST,
                        UsageRequest.newBuilder()
                                .setClusterId("c-1")
                                .setBrief(true)
                                .build()));
        putReply(all, "usage", UsageReply.newBuilder().setUsage(usage()));
        putReply(
                all,
                "refused",
                UsageReply.newBuilder().setRefused(UsageRefused.newBuilder().setMessage("not attached")));
    }

    private static void putReply(Map<String, Golden> all, String name, UsageReply.Builder reply) {
        all.put("usage-reply-" + name, new Golden(MessageKind.USAGE_REPLY, reply.build()));
    }

    private static HostUsage usage() {
        return HostUsage.newBuilder()
                .setAgeMs(250)
                .setMachine(MachineUsage.newBuilder()
                        .setBootedAtMs(1_600_000_000_006L)
                        .setCpu(cpu(7))
                        .setMemory(memory(8))
                        .addInterfaces(network())
                        .setDisk(files(9))
                        .setProcesses(processes())
                        .setCores(4))
                .addPods(pod())
                .addProbes(ProbeCount.newBuilder()
                        .setUid("u-1")
                        .setContainer("web")
                        .setType(ProbeCount.Type.READINESS)
                        .setSuccessful(11)
                        .setFailed(12)
                        .setUnknown(13)
                        .setNanos(14)
                        .addWithin(15)
                        .addWithin(16))
                .build();
    }

    private static PodUsage pod() {
        return PodUsage.newBuilder()
                .setUid("u-1")
                .setCpu(cpu(17))
                .setMemory(memory(18))
                .addInterfaces(network())
                .addContainers(ContainerUsage.newBuilder()
                        .setName("web")
                        .setId("0123456789ab")
                        .setImage("busybox:1")
                        .setStartedAtMs(1_699_999_999_007L)
                        .setCpu(cpu(19))
                        .setMemory(memory(20))
                        .setRoot(files(21))
                        .setLogs(files(22))
                        .setProcesses(processes())
                        .setGroup("/pods/0123456789ab")
                        .setIo(IoUsage.newBuilder()
                                .addDevices(DeviceUsage.newBuilder()
                                        .setMajor(254)
                                        .setMinor(1)
                                        .setReadBytes(23)
                                        .setWrittenBytes(24)
                                        .setReads(25)
                                        .setWrites(26))))
                .addVolumes(VolumeUsage.newBuilder().setName("scratch").setFiles(files(27)))
                .build();
    }

    private static CpuUsage cpu(long seed) {
        return CpuUsage.newBuilder()
                .setNanos(seed * 1_000_000_000)
                .setNanoCores(seed * 1_000_000)
                .setUserNanos(seed + 1)
                .setSystemNanos(seed + 2)
                .setShares(seed + 3)
                .setQuotaMicros(seed + 4)
                .setPeriodMicros(seed + 5)
                .setPeriods(seed + 6)
                .setThrottledPeriods(seed + 7)
                .setThrottledNanos(seed + 8)
                .build();
    }

    private static MemoryUsage memory(long seed) {
        return MemoryUsage.newBuilder()
                .setUsageBytes(seed << 20)
                .setWorkingSetBytes(seed << 19)
                .setResidentBytes(seed + 1)
                .setCacheBytes(seed + 2)
                .setMappedBytes(seed + 3)
                .setSwapBytes(seed + 4)
                .setPageFaults(seed + 5)
                .setMajorPageFaults(seed + 6)
                .setLimitBytes(seed + 7)
                .setMostBytes(seed + 8)
                .setFailures(seed + 9)
                .setOutOfMemoryKills(seed + 10)
                .build();
    }

    private static InterfaceUsage network() {
        return InterfaceUsage.newBuilder()
                .setName("eth0")
                .setReceivedBytes(31)
                .setReceivedPackets(32)
                .setReceivedErrors(33)
                .setReceivedDropped(34)
                .setSentBytes(35)
                .setSentPackets(36)
                .setSentErrors(37)
                .setSentDropped(38)
                .build();
    }

    private static FileSystemUsage files(long seed) {
        return FileSystemUsage.newBuilder()
                .setCapacityBytes(seed << 30)
                .setAvailableBytes(seed << 29)
                .setUsedBytes(seed + 1)
                .setInodes(seed + 2)
                .setFreeInodes(seed + 3)
                .setUsedInodes(seed + 4)
                .build();
    }

    private static ProcessUsage processes() {
        return ProcessUsage.newBuilder().setCount(41).setMost(42).setThreads(43).build();
    }
}
