package io.beemesh.agent.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.testing.FakePodman;
import io.beemesh.agent.system.DiskUsage;
import io.beemesh.mesh.wire.HostUsage;
import io.beemesh.mesh.wire.InterfaceUsage;
import io.beemesh.mesh.wire.ProbeCount;
import io.beemesh.mesh.wire.UsageRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostMeterTest {
    private static final PodKey OWN = new PodKey("own", "u-1");
    private static final PodKey OTHER = new PodKey("other", "u-2");

    private final AtomicLong nanos = new AtomicLong(1);

    @TempDir
    Path home;

    private HostMeter meter() throws IOException {
        return new HostMeter(new HostMeter.Means(
                () -> List.of(pod(OWN), pod(OTHER)),
                new FakePodman(),
                pod -> Map.of("scratch", home),
                home,
                nanos::get));
    }

    private static RunningPods.Pod pod(PodKey key) {
        return new RunningPods.Pod(
                key,
                false,
                List.of(new RunningPods.Container("main", "nosuch", "busybox:1", Instant.EPOCH)),
                List.of(ProbeCount.newBuilder().setUid(key.uid()).build()));
    }

    private static UsageRequest request(boolean brief) {
        return UsageRequest.newBuilder().setClusterId("own").setBrief(brief).build();
    }

    @Test
    void measuresTheMachineAndThePodsOfTheClusterThatAsks() throws IOException {
        try (HostMeter meter = meter()) {
            HostUsage usage = meter.usage(request(false));

            assertThat(usage.getMachine().getCores()).isPositive();
            assertThat(usage.getMachine().getCpu().getNanos()).isPositive();
            assertThat(usage.getMachine().getBootedAtMs()).isPositive();
            assertThat(usage.getMachine().getMemory().getWorkingSetBytes())
                    .isPositive()
                    .isLessThan(usage.getMachine().getMemory().getLimitBytes());
            assertThat(usage.getMachine().getDisk().getCapacityBytes()).isPositive();
            assertThat(usage.getMachine().getDisk().getInodes()).isPositive();
            assertThat(usage.getPodsList()).singleElement().satisfies(pod -> {
                assertThat(pod.getUid()).isEqualTo("u-1");
                assertThat(pod.getContainersList()).as("it has ended").isEmpty();
                assertThat(pod.getVolumesList()).singleElement().satisfies(volume -> assertThat(volume.getName())
                        .isEqualTo("scratch"));
            });
            assertThat(usage.getProbesList()).extracting(ProbeCount::getUid).containsExactly("u-1");
        }
    }

    @Test
    void answersBrieflyWithProcessorAndMemoryOnly() throws IOException {
        try (HostMeter meter = meter()) {
            HostUsage usage = meter.usage(request(true));

            assertThat(usage.getMachine().hasDisk()).isFalse();
            assertThat(usage.getPods(0).getVolumesList()).isEmpty();
            assertThat(usage.getProbesList()).isEmpty();
        }
    }

    @Test
    void measuresAnewOnlyWhenTheLastAnswerIsOld() throws IOException {
        try (HostMeter meter = meter()) {
            HostUsage first = meter.usage(request(true));
            assertThat(first.getMachine().getCpu().hasNanoCores()).isFalse();

            nanos.addAndGet(HostMeter.FRESH.toNanos() - 1);
            HostUsage second = meter.usage(request(true));
            assertThat(second.getMachine()).isEqualTo(first.getMachine());
            assertThat(second.getAgeMs()).isEqualTo(HostMeter.FRESH.toMillis() - 1);
            nanos.addAndGet(1);
            assertThat(meter.usage(request(true)).getMachine().getCpu().hasNanoCores())
                    .isTrue();
        }
    }

    @Test
    void ratesWhatGrewOverASecondAtLeast() {
        Rates rates = new Rates();
        long second = 1_000_000_000;

        assertThat(rates.nanoCores("c", 100, 0)).isEmpty();
        assertThat(rates.nanoCores("c", 200, second / 2)).isEmpty();
        assertThat(rates.nanoCores("c", 400, 2 * second)).isEqualTo(OptionalLong.of(150));
        assertThat(rates.nanoCores("c", 500, 2 * second + 1)).isEqualTo(OptionalLong.of(150));
        assertThat(rates.nanoCores("c", 1, 4 * second)).as("counted anew").isEmpty();
    }

    @Test
    void readsCountersOfInterfaces() {
        assertThat(Interfaces.parse("  eth0: 1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0"))
                .containsExactly(InterfaceUsage.newBuilder()
                        .setName("eth0")
                        .setReceivedBytes(1)
                        .setReceivedPackets(2)
                        .setReceivedErrors(3)
                        .setReceivedDropped(4)
                        .setSentBytes(5)
                        .setSentPackets(6)
                        .setSentErrors(7)
                        .setSentDropped(8)
                        .build());
        assertThat(Interfaces.parse(" face |bytes    packets errs drop|bytes")).isEmpty();
    }

    @Test
    void countsWhatIsInAFolder() throws IOException {
        Files.createDirectories(home.resolve("a/b"));
        Files.write(home.resolve("a/b/c"), new byte[5000]);

        DiskUsage size = FolderSizes.size(home).orElseThrow();

        assertThat(size.inodes()).isEqualTo(4);
        assertThat(size.bytes()).isBetween(8192L, 5 * 8192L);
        assertThat(FolderSizes.size(home.resolve("gone"))).hasValue(new DiskUsage(0, 0));
    }

    @Test
    void readsWhichContainersRunFromAStatus() {
        String status = """
                {"containerStatuses": [
                  {"name": "a", "containerID": "podman://1a", "image": "i:1",
                   "state": {"running": {"startedAt": "2026-01-02T03:04:05Z"}}},
                  {"name": "b", "containerID": "podman://1b", "state": {"terminated": {}}}],
                 "ephemeralContainerStatuses": [{"name": "c", "state": {"waiting": {}}}]}""";

        assertThat(WorkerPods.containers(status.getBytes(StandardCharsets.UTF_8)))
                .containsExactly(new RunningPods.Container("a", "1a", "i:1", Instant.parse("2026-01-02T03:04:05Z")));
        assertThat(WorkerPods.containers(new byte[0])).isEmpty();
    }

    @Test
    void findsWhatAContainerWroteByItsRootsMount() {
        assertThat(ContainerPlaces.written(List.of(
                        "1 2 0:1 / /proc rw - proc proc rw",
                        "2 2 0:2 / / rw - overlay overlay rw,lowerdir=/l,upperdir=/s/diff,workdir=/s/work")))
                .contains(Path.of("/s/diff"));
        assertThat(ContainerPlaces.written(List.of("2 2 0:2 / / rw - ext4 /dev/sda rw")))
                .isEmpty();
    }
}
