package io.beemesh.agent.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.mesh.wire.CpuUsage;
import io.beemesh.mesh.wire.DeviceUsage;
import io.beemesh.mesh.wire.MemoryUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupsTest {
    private static final String ID = "0123abcd";

    @TempDir
    Path folder;

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text);
    }

    @Test
    void findsTheGroupOfTheOlderHierarchies() {
        ControlGroups groups = ControlGroups.of(List.of(
                "30 24 0:26 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory",
                "31 24 0:27 /docker /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct",
                "32 24 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw",
                "33 24 0:29 / /proc rw - proc proc rw"));

        assertThat(groups.find(
                        List.of(
                                "4:memory:/pods/libpod-" + ID,
                                "3:cpu,cpuacct:/docker/pods/libpod-" + ID,
                                "0::/pods/libpod-" + ID),
                        ID))
                .contains(new GroupOne(
                        "/docker/pods/libpod-" + ID,
                        Map.of(
                                "memory", Path.of("/sys/fs/cgroup/memory/pods/libpod-" + ID),
                                "cpu", Path.of("/sys/fs/cgroup/cpu,cpuacct/pods/libpod-" + ID),
                                "cpuacct", Path.of("/sys/fs/cgroup/cpu,cpuacct/pods/libpod-" + ID))));
    }

    @Test
    void findsTheGroupOfTheUnifiedHierarchyAboveThoseOfTheContainersOwn() {
        ControlGroups groups =
                ControlGroups.of(List.of("30 24 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate"));

        assertThat(groups.find(List.of("0::/machine.slice/libpod-" + ID + ".scope/container/inner"), ID))
                .contains(new GroupTwo(
                        "/machine.slice/libpod-" + ID + ".scope",
                        Path.of("/sys/fs/cgroup/machine.slice/libpod-" + ID + ".scope")));
        assertThat(groups.find(List.of("0::/user.slice"), ID)).isEmpty();
    }

    @Test
    void readsTheUnifiedHierarchy() throws IOException {
        write(
                "cpu.stat",
                "usage_usec 5000\nuser_usec 3000\nsystem_usec 2000\nnr_periods 9\nnr_throttled 4\nthrottled_usec 7\n");
        write("cpu.max", "10000 100000\n");
        write("cpu.weight", "1\n");
        write("memory.current", "5000\n");
        write("memory.stat", "anon 1000\nfile 3000\nfile_mapped 500\ninactive_file 2000\npgfault 8\npgmajfault 2\n");
        write("memory.max", "max\n");
        write("memory.events", "low 0\nmax 3\noom_kill 1\n");
        write("pids.current", "6\n");
        write("pids.max", "max\n");
        write("cgroup.procs", "1\n2\n");
        write("io.stat", "254:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n");
        GroupTwo group = new GroupTwo("/g", folder);

        assertThat(group.cpu().build())
                .isEqualTo(CpuUsage.newBuilder()
                        .setNanos(5_000_000)
                        .setUserNanos(3_000_000)
                        .setSystemNanos(2_000_000)
                        .setShares(2)
                        .setPeriodMicros(100_000)
                        .setQuotaMicros(10_000)
                        .setPeriods(9)
                        .setThrottledPeriods(4)
                        .setThrottledNanos(7_000)
                        .build());
        MemoryUsage memory = group.memory().build();
        assertThat(memory.getWorkingSetBytes()).isEqualTo(3000);
        assertThat(memory.getResidentBytes()).isEqualTo(1000);
        assertThat(memory.hasLimitBytes()).isFalse();
        assertThat(memory.getOutOfMemoryKills()).isEqualTo(1);
        assertThat(group.processes().getCount()).isEqualTo(2);
        assertThat(group.processes().hasMost()).isFalse();
        assertThat(group.io().getDevicesList())
                .containsExactly(DeviceUsage.newBuilder()
                        .setMajor(254)
                        .setReadBytes(4096)
                        .setWrittenBytes(8192)
                        .setReads(1)
                        .setWrites(2)
                        .build());
    }

    @Test
    void readsTheOlderHierarchies() throws IOException {
        write("cpuacct.usage", "5000000\n");
        write("cpuacct.stat", "user 3\nsystem 2\n");
        write("cpu.shares", "102\n");
        write("cpu.cfs_quota_us", "-1\n");
        write("cpu.cfs_period_us", "100000\n");
        write("memory.usage_in_bytes", "5000\n");
        write("memory.stat", "rss 1\ntotal_rss 1000\ntotal_inactive_file 2000\ntotal_pgfault 8\n");
        write("memory.limit_in_bytes", "9223372036854771712\n");
        write("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
        write(
                "blkio.throttle.io_service_bytes_recursive",
                "254:0 Read 4096\n254:0 Write 8192\n254:0 Total 12288\nTotal 1\n");
        write("blkio.throttle.io_serviced_recursive", "254:0 Read 1\n254:0 Write 2\n");
        GroupOne group = new GroupOne(
                "/g", Map.of("cpu", folder, "cpuacct", folder, "memory", folder, "blkio", folder, "pids", folder));

        assertThat(group.cpu().build())
                .isEqualTo(CpuUsage.newBuilder()
                        .setNanos(5_000_000)
                        .setUserNanos(30_000_000)
                        .setSystemNanos(20_000_000)
                        .setShares(102)
                        .setPeriodMicros(100_000)
                        .build());
        MemoryUsage memory = group.memory().build();
        assertThat(memory.getWorkingSetBytes()).isEqualTo(3000);
        assertThat(memory.getResidentBytes()).isEqualTo(1000);
        assertThat(memory.hasLimitBytes()).isFalse();
        assertThat(memory.getOutOfMemoryKills()).isEqualTo(2);
        assertThat(group.io().getDevices(0).getWrites()).isEqualTo(2);
    }

    @Test
    void readsTheWorkingSetFromEitherHierarchy() throws IOException {
        write("cg/memory/machine/one/memory.usage_in_bytes", "1000\n");
        write("cg/memory/machine/one/memory.stat", "cache 5\ntotal_inactive_file 300\n");
        write("cg/machine/two/memory.current", "500\n");
        write("cg/machine/two/memory.stat", "anon 5\ninactive_file 600\n");
        ControlGroups groups = ControlGroups.of(List.of(
                "30 24 0:26 / " + folder + "/cg/memory rw - cgroup cgroup rw,memory",
                "31 24 0:27 / " + folder + "/cg rw - cgroup2 cgroup2 rw"));

        assertThat(workingSet(groups, "one", "5:cpu:/x", "4:memory:/machine/one", "0::/"))
                .isEqualTo(700);
        assertThat(workingSet(groups, "two", "0::/machine/two")).isZero();
    }

    private static long workingSet(ControlGroups groups, String id, String... lines) throws IOException {
        return groups.find(List.of(lines), id).orElseThrow().memory().getWorkingSetBytes();
    }

    @Test
    void saysNothingOfAGroupThatIsGone() throws IOException {
        GroupTwo group = new GroupTwo("/g", folder.resolve("gone"));

        assertThat(group.cpu().getNanos()).isZero();
        assertThat(group.memory().getUsageBytes()).isZero();
        assertThat(group.io().getDevicesCount()).isZero();
    }

    @Test
    void tellsTheBoundsOfTheOlderHierarchies() throws IOException {
        write("cpu.shares", "512\n");
        write("cpu.cfs_quota_us", "25000\n");
        write("cpu.cfs_period_us", "100000\n");
        write("memory.limit_in_bytes", "67108864\n");

        assertThat(new GroupOne("/g", Map.of("cpu", folder, "memory", folder)).bounds())
                .isEqualTo(
                        new ControlGroup.Bounds(OptionalLong.of(512), OptionalLong.of(250), OptionalLong.of(64 << 20)));

        write("cpu.cfs_quota_us", "-1\n");
        write("memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(new GroupOne("/g", Map.of("cpu", folder, "memory", folder)).bounds())
                .isEqualTo(new ControlGroup.Bounds(OptionalLong.of(512), OptionalLong.empty(), OptionalLong.empty()));
    }

    @Test
    void tellsTheBoundsOfTheUnifiedHierarchyButNotShares() throws IOException {
        write("cpu.weight", "20\n");
        write("cpu.max", "150000 100000\n");
        write("memory.max", "67108864\n");

        assertThat(new GroupTwo("/g", folder).bounds())
                .isEqualTo(new ControlGroup.Bounds(
                        OptionalLong.empty(), OptionalLong.of(1500), OptionalLong.of(64 << 20)));
    }
}
