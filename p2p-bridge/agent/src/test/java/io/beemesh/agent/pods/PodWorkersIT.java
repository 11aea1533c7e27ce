package io.beemesh.agent.pods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.beemesh.agent.cgroup.ControlGroup;
import io.beemesh.agent.cgroup.ControlGroups;
import io.beemesh.agent.images.KubeletImages;
import io.beemesh.agent.journal.Journal;
import io.beemesh.agent.link.Machine;
import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.testing.PrivatePodman;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.agent.pods.admission.HostPolicy;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.assignment.Tenures;
import io.beemesh.agent.pods.testing.Orders;
import io.beemesh.agent.pods.testing.RecordedReports;
import io.beemesh.agent.system.SteadyClock;
import io.beemesh.agent.volumes.HostVolumes;
import io.beemesh.mesh.wire.ConfigSource;
import io.beemesh.mesh.wire.RunPod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods in a real Podman. */
class PodWorkersIT {
    private static final PodKey WEB = new PodKey(Orders.CLUSTER, "u-web");
    private static final int STARTS = 20;
    private static PrivatePodman real;

    @TempDir
    Path home;

    private KubeletImages images;
    private HostVolumes volumes;
    private RecordedReports reports;
    private PodWorkers workers;

    @BeforeAll
    static void start() throws Exception {
        real = PrivatePodman.start();
    }

    @AfterAll
    static void stop() throws Exception {
        real.close();
    }

    @BeforeEach
    void open() throws IOException {
        Clock clock = Clock.systemUTC();
        images = KubeletImages.of(
                real.libpod(),
                home.resolve("pulled"),
                Optional.empty(),
                new KubeletImages.Time(clock, System::nanoTime));
        volumes = HostVolumes.open(home, null, clock);
        reports = new RecordedReports();
        Host host = new Host(
                real.podman(),
                images,
                volumes,
                Journal.open(home.resolve("journal"), new byte[32]),
                new Host.Time(clock, new SteadyClock()),
                new Admission(new Amount(64_000, 1L << 40, 1L << 50, 100), HostPolicy.STRICT),
                new Host.Memory(1L << 34, Machine.oomScoreFloor()),
                ControlGroups.look(),
                Tenures.NONE);
        workers = PodWorkers.open(host, reports, order -> false);
    }

    private void crash() {
        workers.close();
        images.close();
    }

    @AfterEach
    void close() throws Exception {
        crash();
        real.podman().removePod(WEB.podName());
        volumes.remove(WEB);
        volumes.dismantle();
    }

    @Test
    void adoptsARunningPodWithTheSameContainersAndGoesOnWithIt() throws Exception {
        workers.run(order("'restartPolicy':'OnFailure'," + shell("until test -f /v/go; do sleep 0.1; done; exit 3")));
        JsonNode before = reports.awaitStatus(PodWorkersIT::ready);
        ContainerInfo container = only();

        crash();
        open();

        JsonNode told = reports.awaitStatus(PodWorkersIT::ready);
        assertThat(told).isEqualTo(before);
        assertThat(only()).isEqualTo(container);
        real.command("exec", container.id(), "touch", "/v/go");
        JsonNode after = reports.awaitStatus(
                s -> s.at("/containerStatuses/0/restartCount").asInt() == 1);
        assertThat(after.at("/containerStatuses/0/lastState/terminated/exitCode")
                        .asInt())
                .isEqualTo(3);
        assertThat(after.at("/podIP")).isEqualTo(before.at("/podIP"));
    }

    @Test
    void showsTheFilesOfAnImageAndVariablesOfAFile() throws Exception {
        String spec = """
                {"metadata":{"name":"web","namespace":"shop","uid":"u-web"},"spec":{
                "restartPolicy":"Never",
                "volumes":[{"name":"v","emptyDir":{}},
                  {"name":"image","image":{"reference":"%1$s","pullPolicy":"Never"}}],
                "initContainers":[{"name":"write","image":"%1$s","imagePullPolicy":"Never",
                  "command":["sh","-c","echo \\"WORD='from a file'\\" > /v/env"],
                  "volumeMounts":[{"name":"v","mountPath":"/v"}]}],
                "containers":[{"name":"main","image":"%1$s","imagePullPolicy":"Never",
                  "env":[{"name":"WORD","valueFrom":{"fileKeyRef":{"volumeName":"v","path":"env","key":"WORD"}}}],
                  "command":["sh","-c","ls /image/bin; echo $WORD | grep 'from a file' && ! touch /image/x && exit 7"],
                  "volumeMounts":[{"name":"image","mountPath":"/image"}]}]}}
                """.formatted(PrivatePodman.BUSYBOX);
        workers.run(Orders.pod("web", "").toBuilder()
                .setPodJson(ByteString.copyFromUtf8(spec))
                .build());

        JsonNode status = reports.awaitStatus(s -> s.path("phase").asText().equals("Failed"));
        assertThat(status.at("/containerStatuses/0/state/terminated/exitCode").asInt())
                .isEqualTo(7);
    }

    @Test
    void startsAgainWhatLostItsNetworkAsAfterAReboot() throws Exception {
        workers.run(order(shell("exec sleep 1000")));
        reports.awaitStatus(PodWorkersIT::ready);
        String before = only().id();
        crash();
        real.command("pod", "kill", WEB.podName());
        ProcessHandle holder = ProcessHandle.of(real.networks()
                        .find(WEB.podName())
                        .orElseThrow()
                        .holder()
                        .pid())
                .orElseThrow();
        holder.destroyForcibly();
        holder.onExit().get(5, TimeUnit.SECONDS);

        open();

        JsonNode status = reports.awaitStatus(s ->
                ready(s) && !s.at("/containerStatuses/0/containerID").asText().endsWith(before));
        assertThat(status.at("/containerStatuses/0/restartCount").asInt()).isEqualTo(1);
        assertThat(status.at("/containerStatuses/0/lastState/terminated/exitCode")
                        .asInt())
                .isEqualTo(137);
        assertThat(reports.events()).contains("SandboxChanged: Pod sandbox changed, it will be killed and re-created.");
    }

    @Test
    void givesEnvironmentVolumesAndLastWords() throws Exception {
        workers.run(order("'restartPolicy':'Never',"
                + shell("echo $GREETING $(cat /cm/a) $(hostname) > /dev/termination-log; exit 7")));

        JsonNode status = reports.awaitStatus(s -> s.path("phase").asText().equals("Failed"));

        JsonNode end = status.at("/containerStatuses/0/state/terminated");
        assertThat(end.path("exitCode").asInt()).isEqualTo(7);
        assertThat(end.path("message").asText()).isEqualTo("hello from shop 1 web\n");
    }

    @Test
    void stopsGentlyAndLeavesNothing() throws Exception {
        workers.run(order(shell("trap 'exit 5' TERM; while :; do sleep 0.1; done")));
        reports.awaitStatus(PodWorkersIT::ready);

        workers.stop(WEB, 20);

        reports.awaitGone(WEB.uid());
        assertThat(reports.last()
                        .at("/containerStatuses/0/state/terminated/exitCode")
                        .asInt())
                .isEqualTo(5);
        assertThat(real.podman().listPods(WEB.labels())).isEmpty();
        assertThat(volumes.present()).isEmpty();
    }

    @Test
    void showsNoContainerTheMachinesFilesThroughASubPath() throws Exception {
        StringBuilder containers = new StringBuilder();
        for (int i = 0; i < STARTS; i++) {
            containers.append(mounted("look" + i, "'subPath':'sub',", "test -e /m/passwd && exit 66; exit 0"));
            containers.append(',');
        }
        String swap = "cd /m; mkdir real; ln -s /etc link; "
                + "while :; do mv -T real sub; mv -T sub real; mv -T link sub; mv -T sub link; done";
        workers.run(Orders.pod(
                "web",
                "'restartPolicy':'Never','volumes':[{'name':'v','emptyDir':{}}],'initContainers':["
                        + mounted("swap", "", swap).replace("'name':'swap'", "'name':'swap','restartPolicy':'Always'")
                        + "],'containers':[" + containers.substring(0, containers.length() - 1) + "]"));

        JsonNode status = reports.awaitStatus(s -> s.path("containerStatuses").size() == STARTS
                && s.path("containerStatuses").findValues("exitCode").size() + refused(s) == STARTS);

        // 128 is of a container whose folder was removed before it started.
        assertThat(status.path("containerStatuses").findValuesAsText("exitCode"))
                .contains("0")
                .isSubsetOf("0", "128");
    }

    @Test
    void addsAContainerThatSeesTheProcessesOfAnotherAndEndsWithThePod() throws Exception {
        String pod = "'containers':[" + mounted("main", "", "exec sleep 4321") + "],'volumes':[{'name':'v'}]";
        workers.run(Orders.pod("web", pod));
        reports.awaitStatus(PodWorkersIT::ready);
        String look = mounted("look", "", "ps > /m/seen; exec sleep 1000")
                .replace("'name':'look'", "'name':'look','targetContainerName':'main'");

        workers.run(Orders.pod("web", pod + ",'ephemeralContainers':[" + look + "]", 2));

        JsonNode status = reports.awaitStatus(
                s -> s.at("/ephemeralContainerStatuses/0/state").has("running"));
        assertThat(ready(status)).isTrue();
        String main = status.at("/containerStatuses/0/containerID").asText().replace("podman://", "");
        real.command("exec", main, "sh", "-c", "until grep -q look /m/seen || grep -q ps /m/seen; do sleep 0.1; done");
        assertThat(real.command("exec", main, "cat", "/m/seen")).contains("sleep 4321");
        workers.stop(WEB, 0);
        reports.awaitGone(WEB.uid());
        assertThat(real.podman().listContainers(WEB.labels())).isEmpty();
    }

    @Test
    void givesARunningContainerOtherResources() throws Exception {
        workers.run(sized("50m", "200m", "64Mi", 1));
        String id = reports.awaitStatus(PodWorkersIT::ready)
                .at("/containerStatuses/0/containerID")
                .asText();
        real.command("exec", only().id(), "sh", "-c", "until test -e /m/full; do sleep 0.1; done");

        workers.run(sized("100m", "500m", "128Mi", 2));

        assertThat(reports.awaitStatus(
                                s -> limit(s).equals("128Mi") && resize(s).isEmpty())
                        .at("/containerStatuses/0/containerID")
                        .asText())
                .isEqualTo(id);
        assertThat(bounds()).isEqualTo(bounds(102, 500, 128));

        workers.run(sized("100m", "500m", "16Mi", 3));

        JsonNode refused = reports.awaitStatus(s -> resize(s).contains("cannot decrease memory limits"));
        assertThat(limit(refused)).isEqualTo("128Mi");
        assertThat(bounds()).isEqualTo(bounds(102, 500, 128));

        workers.run(sized("100m", "500m", "80Mi", 4));
        reports.awaitStatus(s -> limit(s).equals("80Mi") && resize(s).isEmpty());

        crash();
        open();

        reports.awaitStatus(s -> limit(s).equals("80Mi"));
        real.podman().kill(only().id(), "KILL");
        reports.awaitStatus(s -> ready(s) && restarts(s) == 1);
        assertThat(bounds()).isEqualTo(bounds(102, 500, 80));
    }

    private ControlGroup.Bounds bounds() throws IOException {
        ContainerInfo running = real.podman().listContainers(WEB.labels()).stream()
                .filter(info -> info.state() instanceof ContainerState.Running)
                .findFirst()
                .orElseThrow();
        int process = ((ContainerState.Running) running.state()).pid();
        return ControlGroups.look().find(process, running.id()).orElseThrow().bounds();
    }

    /** As they can be told here: the unified hierarchy has no shares. */
    private static ControlGroup.Bounds bounds(long shares, long millis, long mebibytes) {
        boolean unified = Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
        return new ControlGroup.Bounds(
                unified ? OptionalLong.empty() : OptionalLong.of(shares),
                OptionalLong.of(millis),
                OptionalLong.of(mebibytes << 20));
    }

    private static String limit(JsonNode status) {
        return status.at("/containerStatuses/0/resources/limits/memory").asText();
    }

    private static int restarts(JsonNode status) {
        return status.at("/containerStatuses/0/restartCount").asInt();
    }

    /** What the conditions say of a resize; empty if there is none. */
    private static String resize(JsonNode status) {
        StringBuilder said = new StringBuilder();
        status.path("conditions").forEach(condition -> {
            if (condition.path("type").asText().startsWith("PodResize")) {
                said.append(condition);
            }
        });
        return said.toString();
    }

    /** Takes some 30 MiB of memory, and says so with a file. */
    private static RunPod sized(String cpu, String cpuLimit, String memoryLimit, long revision) {
        String resources = "'resources':{'requests':{'cpu':'%s','memory':'8Mi'},'limits':{'cpu':'%s','memory':'%s'}}"
                .formatted(cpu, cpuLimit, memoryLimit);
        String script = "(head -c 30000000 /dev/zero; touch /m/full; sleep 1000) | tail -c 30000000";
        return Orders.pod(
                "web",
                "'volumes':[{'name':'v','emptyDir':{}}],'terminationGracePeriodSeconds':1,'containers':["
                        + mounted("main", "", script).replace("'name':'main'", "'name':'main'," + resources) + "]",
                revision);
    }

    private static int refused(JsonNode status) {
        return Math.toIntExact(status.path("containerStatuses").findValuesAsText("reason").stream()
                .filter("CreateContainerConfigError"::equals)
                .count());
    }

    private static String mounted(String name, String subPath, String script) {
        return "{'name':'" + name + "','image':'" + PrivatePodman.BUSYBOX + "','imagePullPolicy':'Never',"
                + "'volumeMounts':[{'name':'v'," + subPath + "'mountPath':'/m'}],"
                + "'command':['sh','-c','" + script + "']}";
    }

    private ContainerInfo only() throws IOException {
        List<ContainerInfo> all = real.podman().listContainers(WEB.labels());
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static String shell(String script) {
        return "'volumes':[{'name':'v','emptyDir':{}},{'name':'cm','configMap':{'name':'cm'}}],"
                + "'containers':[{'name':'web','image':'" + PrivatePodman.BUSYBOX + "','imagePullPolicy':'Never',"
                + "'env':[{'name':'NS','valueFrom':{'fieldRef':{'fieldPath':'metadata.namespace'}}},"
                + "{'name':'GREETING','value':'hello from $(NS)'}],"
                + "'volumeMounts':[{'name':'v','mountPath':'/v'},{'name':'cm','mountPath':'/cm'}],"
                + "'command':['sh','-c',\"" + script + "\"]}]";
    }

    /** Single quotes of the script stay: it stands in double quotes, which the others become. */
    private static RunPod order(String spec) {
        int script = spec.indexOf("'command'");
        String head = spec.substring(0, script).replace('\'', '"') + "\"command\":[\"sh\",\"-c\",";
        String tail = spec.substring(spec.indexOf('"', script));
        String json = "{\"metadata\":{\"name\":\"web\",\"namespace\":\"shop\",\"uid\":\"u-web\"},\"spec\":{" + head
                + tail + "}}";
        return Orders.pod("web", "").toBuilder()
                .setPodJson(ByteString.copyFromUtf8(json))
                .addSources(ConfigSource.newBuilder()
                        .setKind(ConfigSource.Kind.CONFIG_MAP)
                        .setName("cm")
                        .putData("a", ByteString.copyFromUtf8("1")))
                .build();
    }

    private static boolean ready(JsonNode status) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }
}
