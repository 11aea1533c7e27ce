package io.beemesh.agent.podman;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.network.Resolver;
import io.beemesh.agent.podman.testing.PrivatePodman;
import io.beemesh.libp2p.testing.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That what a spec says is what the process in the container sees. */
@Timeout(60)
class ContainerSpecIT {

    private static PrivatePodman real;

    private final PodKey pod =
            new PodKey(UUID.randomUUID().toString(), UUID.randomUUID().toString());

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        real = PrivatePodman.start();
    }

    @AfterAll
    static void stop() throws Exception {
        real.close();
    }

    @AfterEach
    void removePod() throws PodmanException {
        real.podman().removePod(pod.podName());
    }

    private ContainerSpec script(String script) {
        return ContainerSpec.of(new ContainerKey(pod, "main", 0), PrivatePodman.BUSYBOX)
                .withProgram(ContainerSpec.Program.of("sh", "-c", script));
    }

    private ContainerState.Exited run(PodSpec podSpec, ContainerSpec spec) throws Exception {
        real.podman().createPod(podSpec);
        String id = real.podman().createContainer(spec);
        real.podman().start(id);
        return real.podman().await(id);
    }

    /** What a container that ran well has written to its mounted file. */
    private String output(PodSpec podSpec, ContainerSpec spec) throws Exception {
        Path out = Files.createFile(folder.resolve("out"));
        Files.setAttribute(out, "unix:mode", 0666);
        List<ContainerSpec.Mount> mounts = new ArrayList<>(spec.mounts());
        mounts.add(new ContainerSpec.Mount(out.toString(), "/out", false));
        assertThat(run(podSpec, spec.withMounts(mounts)).exitCode()).isZero();
        return Files.readString(out);
    }

    private PodSpec bridge() {
        return PodSpec.of(pod, "web-0");
    }

    @Test
    void environmentIsTheImagesAndOurs() throws Exception {
        ContainerSpec spec = script("env | sort > /out");
        Map<String, String> environment = Map.of("A", "b c", "MULTI", "x\ny", "EMPTY", "", "HOSTNAME", "web-0");
        ContainerSpec with = spec.withProgram(spec.program().withEnvironment(environment));
        assertThat(output(bridge(), with).lines())
                .contains("A=b c", "EMPTY=", "HOSTNAME=web-0", "MULTI=x", "y", "PATH=/bin")
                .noneMatch(line -> line.startsWith("container=") || line.startsWith("TERM="));
    }

    @Test
    void nameServersAndHostNameAreThePods() throws Exception {
        Resolver dns = new Resolver(List.of("10.96.0.10"), List.of("ns.svc", "svc"), List.of("ndots:5"));
        PodSpec with = bridge().withNetwork(new PodSpec.Network(false, dns, List.of()));
        assertThat(output(with, script("cat /etc/resolv.conf > /out; hostname >> /out"))
                        .lines())
                .contains("nameserver 10.96.0.10", "search ns.svc svc", "options ndots:5", "web-0");
    }

    @Test
    void mountsAreShownAndReadOnlyOnesCannotBeWritten() throws Exception {
        Files.writeString(folder.resolve("f"), "contents");
        ContainerSpec spec = script("cat /ro/f > /out; touch /ro/g 2>/dev/null && echo written >> /out; true")
                .withMounts(List.of(new ContainerSpec.Mount(folder.toString(), "/ro", true)));
        assertThat(output(bridge(), spec)).isEqualTo("contents");
    }

    @Test
    void userGroupsAndRightsAreWhatWasAskedFor() throws Exception {
        ContainerSpec.Security security = new ContainerSpec.Security(
                "1234:5678",
                List.of("4242"),
                List.of(),
                List.of("ALL"),
                false,
                true,
                true,
                "",
                List.of("level:s0"),
                Set.of());
        String out = output(
                bridge(),
                script("id > /out; touch /x 2>/dev/null && echo written >> /out;"
                                + " grep -E 'CapBnd|NoNewPrivs' /proc/self/status >> /out")
                        .withSecurity(security));
        assertThat(out)
                .contains("uid=1234", "gid=5678", "groups=", "4242", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1")
                .doesNotContain("written");
    }

    @Test
    void systemCallsAreFilteredByAProfileOfTheMachine() throws Exception {
        Path profile = folder.resolve("no-folders.json");
        Files.writeString(
                profile,
                "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"mkdir\",\"mkdirat\"],"
                        + "\"action\":\"SCMP_ACT_ERRNO\"}]}");
        ContainerSpec.Security filtered = new ContainerSpec.Security(
                null, List.of(), List.of(), List.of(), false, false, false, profile.toString(), List.of(), Set.of());

        String out =
                output(bridge(), script("mkdir /x 2>&1 || echo filtered > /out").withSecurity(filtered));

        assertThat(out).isEqualTo("filtered\n");
    }

    @Test
    void whatNeedsMoreMemoryThanItsBoundIsKilledAndSaysSo() throws Exception {
        ContainerSpec spec = script("x=$(head -c 100000000 /dev/zero | tr '\\0' x); echo ${#x}")
                .withResources(new ContainerSpec.Resources(0, 0, 32 << 20, 0, 0));
        ContainerState.Exited exited = run(bridge(), spec);
        assertThat(exited.exitCode()).isEqualTo(137);
        assertThat(exited.outOfMemory()).isTrue();
    }

    @Test
    void boundsReachTheControlGroups() throws Exception {
        ContainerSpec spec = script("cat /proc/self/oom_score_adj > /out; sleep 0")
                .withResources(new ContainerSpec.Resources(250, 512, 64 << 20, 77, 900));
        assertThat(output(bridge(), spec)).isEqualTo("900\n");
        var host = real.libpod().get("/containers/" + spec.name() + "/json").path("HostConfig");
        assertThat(host.path("CpuQuota").asLong()).isEqualTo(25_000);
        assertThat(host.path("CpuShares").asLong()).isEqualTo(512);
        assertThat(host.path("Memory").asLong()).isEqualTo(64 << 20);
        assertThat(host.path("MemorySwap").asLong()).isEqualTo(64 << 20);
        assertThat(host.path("PidsLimit").asLong()).isEqualTo(77);
    }

    @Test
    void hostNetworkHasNoAddressOfItsOwn() throws Exception {
        PodSpec with = bridge().withNetwork(new PodSpec.Network(true, Resolver.OF_HOST, List.of()));
        String out = output(with, script("readlink /proc/self/ns/net > /out; readlink /proc/self/ns/uts >> /out"));
        assertThat(out.lines())
                .containsExactly(
                        Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString(),
                        Files.readSymbolicLink(Path.of("/proc/self/ns/uts")).toString());
        assertThat(real.podman().inspectPod(pod.podName()).addresses()).isEmpty();
    }

    @Test
    void namespacesOfTheMachineAreTheMachines() throws Exception {
        ContainerSpec.Security security = new ContainerSpec.Security(
                null, List.of(), List.of(), List.of(), false, false, false, "", List.of(), Set.of("pid", "ipc"));
        String out = output(
                bridge(),
                script("for kind in pid ipc net; do readlink /proc/self/ns/$kind; done > /out")
                        .withSecurity(security));
        List<String> own = List.of(
                Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString(),
                Files.readSymbolicLink(Path.of("/proc/self/ns/ipc")).toString());
        assertThat(out.lines().limit(2)).isEqualTo(own);
        assertThat(out)
                .doesNotContain(
                        Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString());
    }

    @Test
    void containersSeeEachOthersProcessesOnlyIfThePodSharesThem() throws Exception {
        PodSpec shared = new PodSpec(pod.podName(), pod.labels(), "web-0", PodSpec.Network.bridge(), true, Map.of());
        assertThat(output(shared, script("ps > /out"))).contains("/pause");
    }

    @Test
    void containersOfAPodShareItsNetwork() throws Exception {
        real.podman().createPod(bridge());
        String server = real.podman()
                .createContainer(ContainerSpec.of(new ContainerKey(pod, "server", 0), PrivatePodman.BUSYBOX)
                        .withProgram(ContainerSpec.Program.of("sh", "-c", "echo hi | nc -l -p 8080")));
        real.podman().start(server);
        assertThat(output(
                        bridge(),
                        script("for i in 1 2 3 4 5 6 7 8 9; do nc 127.0.0.1 8080 < /dev/null > /out && break;"
                                + " sleep 0.2; done")))
                .isEqualTo("hi\n");
    }

    @Test
    void commandAndArgumentsReplaceTheImagesAsKubernetesSays() throws Exception {
        ContainerSpec spec = script("unused");
        ContainerSpec.Program args = new ContainerSpec.Program(
                List.of(), List.of("sh", "-c", "pwd > /out"), Map.of(), "/tmp", ContainerSpec.Console.NONE, null);
        assertThat(output(bridge(), spec.withProgram(args))).isEqualTo("/tmp\n");
    }

    @Test
    void stopSignalIsThePods() throws Exception {
        Path ready = Files.createFile(folder.resolve("ready"));
        Files.setAttribute(ready, "unix:mode", 0666);
        String script = "trap 'exit 42' USR1; echo yes > /ready; while true; do sleep 0.1; done";
        ContainerSpec spec = script("unused")
                .withProgram(new ContainerSpec.Program(
                        List.of("sh", "-c", script), List.of(), Map.of(), null, ContainerSpec.Console.NONE, "SIGUSR1"))
                .withMounts(List.of(new ContainerSpec.Mount(ready.toString(), "/ready", false)));
        real.podman().createPod(bridge());
        String id = real.podman().createContainer(spec);
        real.podman().start(id);
        Eventually.succeeds(() -> assertThat(Files.readString(ready)).isEqualTo("yes\n"));

        real.podman().stop(id, Duration.ofSeconds(10));

        assertThat(real.podman().await(id).exitCode()).isEqualTo(42);
    }

    @Test
    void largeEnvironmentArrivesWhole() throws Exception {
        ContainerSpec spec = script("printf %s \"$BIG\" | wc -c > /out");
        Map<String, String> environment = Map.of("BIG", "x".repeat(100_000));
        assertThat(output(bridge(), spec.withProgram(spec.program().withEnvironment(environment)))
                        .strip())
                .isEqualTo("100000");
    }
}
