package io.beemesh.agent.pods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.beemesh.agent.journal.Journal;
import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.podman.testing.FakePodman;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.agent.pods.admission.HostPolicy;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.testing.FakeImages;
import io.beemesh.agent.pods.testing.FakeVolumes;
import io.beemesh.agent.pods.testing.Orders;
import io.beemesh.agent.pods.testing.RecordedReports;
import io.beemesh.mesh.wire.ConfigSource;
import io.beemesh.mesh.wire.RunPod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodWorkersTest {
    private static final PodKey WEB = new PodKey(Orders.CLUSTER, "u-web");

    @TempDir
    Path home;

    private final FakePodman podman = new FakePodman();
    private final FakeImages images = new FakeImages();
    private final FakeVolumes volumes = new FakeVolumes();
    private RecordedReports reports = new RecordedReports();
    private PodWorkers workers;

    @BeforeEach
    void open() throws IOException {
        Journal journal = Journal.open(home.resolve("journal"), new byte[32]);
        Admission admission = new Admission(new Amount(2000, 1L << 30, 1L << 40, 5), HostPolicy.STRICT);
        Host host = new Host(
                podman, images, volumes, journal, Clock.systemUTC(), admission, new Host.Memory(1L << 30, -1000));
        workers = PodWorkers.open(host, reports, order -> false);
    }

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void bringsPodToReady() throws Exception {
        assertThat(workers.run(Orders.pod("web", Orders.one("sleep")))).isEqualTo(new Admission.Verdict.Admitted());

        JsonNode status = reports.awaitStatus(PodWorkersTest::ready);
        assertThat(status.path("phase").asText()).isEqualTo("Running");
        JsonNode container = status.path("containerStatuses").path(0);
        assertThat(container.path("containerID").asText()).startsWith("podman://");
        assertThat(container.path("imageID").asText()).startsWith("r/i:1@sha256:");
        assertThat(container.path("started").asBoolean()).isTrue();
        assertThat(reports.events())
                .containsExactly(
                        "Pulled: Container image \"r/i:1\" already present",
                        "Created: Container created",
                        "Started: Container started");
    }

    @Test
    void asksWhetherItIsReadyAsSoonAsItHasStarted() throws Exception {
        workers.run(Orders.pod(
                "web",
                "'containers':[{'name':'web','image':'i','command':['sleep'],"
                        + "'startupProbe':{'exec':{'command':['true']},'initialDelaySeconds':1},"
                        + "'readinessProbe':{'exec':{'command':['true']},'periodSeconds':3600}}]"));

        reports.awaitStatus(PodWorkersTest::ready);
    }

    @Test
    void restartsWhatEndsAndBacksOffFromTheSecondTime() throws Exception {
        workers.run(Orders.pod("web", Orders.one("false")));

        JsonNode status = reports.awaitStatus(s -> reason(s).equals("CrashLoopBackOff"));
        JsonNode container = status.path("containerStatuses").path(0);
        assertThat(container.path("restartCount").asInt()).isEqualTo(1);
        assertThat(container.at("/lastState/terminated/exitCode").asInt()).isEqualTo(1);
        assertThat(container.at("/lastState/terminated/reason").asText()).isEqualTo("Error");
        assertThat(container.at("/state/waiting/message").asText())
                .isEqualTo("back-off 10s restarting failed container=web pod=web_shop(u-web)");
        assertThat(status.path("phase").asText()).isEqualTo("Running");
        assertThat(reports.awaitEvent("BackOff").message())
                .isEqualTo("Back-off restarting failed container web in pod web_shop(u-web)");
    }

    @Test
    void imageThatIsAVolumeIsThereBeforeItsContainer() throws Exception {
        images.remove("r/models:1");
        workers.run(Orders.pod(
                "web",
                "'volumes':[{'name':'models','image':{'reference':'r/models:1'}}],'containers':[{'name':'web',"
                        + "'image':'r/i:1','command':['sleep'],'volumeMounts':[{'name':'models','mountPath':'/m'}]}]"));

        JsonNode status = reports.awaitStatus(s -> reason(s).equals("ErrImagePull"));
        assertThat(status.at("/containerStatuses/0/state/waiting/message").asText())
                .isEqualTo("not found");
        assertThat(podman.calls()).noneMatch(call -> call.startsWith("createContainer"));
    }

    @Test
    void evictedPodFailsAndStays() throws Exception {
        workers.run(Orders.pod("web", Orders.one("sleep")));
        reports.awaitStatus(PodWorkersTest::ready);

        workers.evict(WEB, "Container web exceeded its local ephemeral storage limit \"1Mi\". ");
        workers.evict(WEB, "again");

        JsonNode status = reports.awaitStatus(s -> s.path("phase").asText().equals("Failed"));
        assertThat(status.path("reason").asText()).isEqualTo("Evicted");
        assertThat(status.path("message").asText())
                .isEqualTo("Container web exceeded its local ephemeral storage limit \"1Mi\". ");
        assertThat(reports.events())
                .filteredOn(event -> event.startsWith("Evicted"))
                .hasSize(1);
    }

    @Test
    void completesPodThatIsNeverRestarted() throws Exception {
        workers.run(Orders.pod("web", "'restartPolicy':'Never'," + Orders.one("true")));

        JsonNode status = reports.awaitStatus(s -> s.path("phase").asText().equals("Succeeded"));
        assertThat(status.at("/containerStatuses/0/state/terminated/reason").asText())
                .isEqualTo("Completed");
        assertThat(condition(status, "Ready").path("reason").asText()).isEqualTo("PodCompleted");
        assertThat(workers.used().pods()).isZero();
    }

    @Test
    void runsInitContainersInOrderBeforeTheOthers() throws Exception {
        workers.run(Orders.pod(
                "web",
                "'initContainers':[{'name':'one','image':'r/i:1','command':['true']},"
                        + "{'name':'side','image':'r/i:1','command':['sleep'],'restartPolicy':'Always'},"
                        + "{'name':'two','image':'r/i:1','command':['true']}]," + Orders.one("sleep")));

        JsonNode status = reports.awaitStatus(PodWorkersTest::ready);
        assertThat(status.path("initContainerStatuses"))
                .extracting(c -> c.path("name").asText() + " " + c.path("ready").asBoolean())
                .containsExactly("one true", "side true", "two true");
        assertThat(podman.calls())
                .filteredOn(call -> call.startsWith("createContainer"))
                .extracting(call -> call.replaceAll(".*u-web\\.(\\w+)\\.0", "$1"))
                .containsExactly("one", "side", "two", "web");
    }

    @Test
    void startsAllContainersAnewWhenARuleSaysSo() throws Exception {
        workers.run(Orders.pod(
                "web",
                "'restartPolicy':'Never','initContainers':[{'name':'one','image':'r/i:1','command':['true']}],"
                        + "'containers':[{'name':'a','image':'r/i:1','command':['false'],'restartPolicy':'Never',"
                        + "'restartPolicyRules':[{'action':'RestartAllContainers','exitCodes':"
                        + "{'operator':'In','values':[1]}}]},{'name':'b','image':'r/i:1','command':['sleep']}]"));

        JsonNode status = reports.awaitStatus(
                s -> s.at("/containerStatuses/1/restartCount").asInt() > 0);
        assertThat(status.at("/initContainerStatuses/0/restartCount").asInt()).isPositive();
        assertThat(status.path("phase").asText()).isNotEqualTo("Failed");
        JsonNode renewing = reports.awaitStatus(s ->
                condition(s, "AllContainersRestarting").path("status").asText().equals("True"));
        assertThat(condition(renewing, "AllContainersRestarting").path("reason").asText())
                .isEqualTo("RestartAllContainersStarted");
    }

    @Test
    void waitsForConfigurationThatIsMissingAndGoesOnWhenItComes() throws Exception {
        String spec = "'containers':[{'name':'web','image':'r/i:1','env':[{'name':'A','valueFrom':"
                + "{'configMapKeyRef':{'name':'settings','key':'a'}}}]}]";
        workers.run(Orders.pod("web", spec));
        JsonNode status = reports.awaitStatus(s -> reason(s).equals("CreateContainerConfigError"));
        assertThat(status.at("/containerStatuses/0/state/waiting/message").asText())
                .isEqualTo("configmap \"settings\" not found");
        assertThat(reports.awaitEvent("Failed").message()).isEqualTo("Error: configmap \"settings\" not found");

        ConfigSource settings = ConfigSource.newBuilder()
                .setKind(ConfigSource.Kind.CONFIG_MAP)
                .setName("settings")
                .putData("a", ByteString.copyFromUtf8("b"))
                .build();
        workers.run(Orders.pod("web", spec, 2).toBuilder().addSources(settings).build());

        reports.awaitStatus(PodWorkersTest::ready);
    }

    @Test
    void saysThatWholeNameIsTooLongForKernel() throws Exception {
        String names = "'hostname':'%s','subdomain':'%s','setHostnameAsFQDN':true,".formatted("h".repeat(40), "d");
        workers.run(Orders.pod("web", names + Orders.one("sleep")));

        assertThat(reports.awaitEvent("FailedCreatePodSandBox").message())
                .contains("FQDN " + "h".repeat(40) + ".d.shop.svc.cluster.local is too long")
                .endsWith("(64 characters is the max, 65 characters requested)");
    }

    @Test
    void isReadyForAsLongAsItsGateIsOpen() throws Exception {
        String spec = "'readinessGates':[{'conditionType':'example.com/gate'}]," + Orders.one("sleep");
        workers.run(Orders.pod("web", spec));
        reports.awaitStatus(status -> gate(status).endsWith("does not exist."));

        workers.run(Orders.gated("web", spec, "True", 2));
        reports.awaitStatus(PodWorkersTest::ready);

        workers.run(Orders.gated("web", spec, "False", 3));
        reports.awaitStatus(status -> gate(status).endsWith("is not \"True\", but False"));
    }

    private static String gate(JsonNode status) {
        return condition(status, "Ready").path("message").asText();
    }

    @Test
    void startsAContainerThatIsAddedToAPodThatRuns() throws Exception {
        workers.run(Orders.pod("web", Orders.one("sleep")));
        String before = reports.awaitStatus(PodWorkersTest::ready)
                .at("/containerStatuses/0/containerID")
                .asText();
        String added = Orders.one("sleep") + ",'ephemeralContainers':[{'name':'debugger','image':'r/i:1',"
                + "'command':['false'],'targetContainerName':'web'}]";

        workers.run(Orders.pod("web", added, 2));

        JsonNode status = reports.awaitStatus(
                s -> s.at("/ephemeralContainerStatuses/0/state").has("terminated"));
        assertThat(status.at("/ephemeralContainerStatuses/0/restartCount").asInt())
                .isZero();
        assertThat(status.path("phase").asText()).isEqualTo("Running");
        assertThat(status.at("/containerStatuses/0/containerID").asText()).isEqualTo(before);
        assertThat(ready(status)).isTrue();
    }

    @Test
    void refusesAnAddedContainerMoreThanTheHostAllows() throws Exception {
        workers.run(Orders.pod("web", Orders.one("sleep")));
        reports.awaitStatus(PodWorkersTest::ready);
        String added = Orders.one("sleep") + ",'ephemeralContainers':[{'name':'debugger','image':'r/i:1',"
                + "'securityContext':{'privileged':true}}]";

        workers.run(Orders.pod("web", added, 2));

        JsonNode waiting = reports.awaitStatus(
                        s -> s.at("/ephemeralContainerStatuses/0/state/waiting").has("message"))
                .at("/ephemeralContainerStatuses/0/state/waiting");
        assertThat(waiting.path("reason").asText()).isEqualTo("CreateContainerConfigError");
        assertThat(waiting.path("message").asText()).contains("privileged is not allowed on this host");
    }

    @Test
    void tellsOfVolumeThatCannotBeMade() throws Exception {
        workers.run(Orders.pod("web", "'volumes':[{'name':'v','secret':{'secretName':'s'}}]," + Orders.one("sleep")));

        assertThat(reports.awaitEvent("FailedMount").message())
                .isEqualTo("MountVolume.SetUp failed for volume \"v\" : secret \"s\" not found");
    }

    @Test
    void tellsOfCommandThatDoesNotExist() throws Exception {
        workers.run(Orders.pod("web", "'restartPolicy':'Never'," + Orders.one("nonexistent")));

        JsonNode status = reports.awaitStatus(s -> s.path("phase").asText().equals("Failed"));
        JsonNode end = status.at("/containerStatuses/0/state/terminated");
        assertThat(end.path("reason").asText()).isEqualTo("StartError");
        assertThat(end.path("exitCode").asInt()).isEqualTo(128);
        assertThat(end.path("message").asText()).contains("executable file not found");
    }

    @Test
    void stopsAndRemovesPodAndSaysItIsGone() throws Exception {
        workers.run(Orders.pod("web", Orders.one("sleep")));
        reports.awaitStatus(PodWorkersTest::ready);

        assertThat(workers.stop(WEB, 30)).isTrue();

        reports.awaitGone("u-web");
        assertThat(reports.last().path("phase").asText()).isEqualTo("Failed");
        assertThat(reports.last()
                        .at("/containerStatuses/0/state/terminated/exitCode")
                        .asInt())
                .isEqualTo(143);
        assertThat(reports.events()).contains("Killing: Stopping container web");
        assertThat(podman.listPods(Map.of())).isEmpty();
        assertThat(volumes.present()).isEmpty();
    }

    @Test
    void stopsPodWhoseImageIsBeingPulled() throws Exception {
        images.pullForEver("r/i:1");
        workers.run(Orders.pod("web", Orders.one("sleep")));
        images.pulling().await();

        workers.stop(WEB, 30);

        reports.awaitGone("u-web");
    }

    @Test
    void adoptsRunningPodsAfterRestartWithoutTouchingThem() throws Exception {
        workers.run(Orders.pod("web", Orders.one("sleep")));
        JsonNode before = reports.awaitStatus(PodWorkersTest::ready);
        int calls = podman.calls().size();

        restart();

        assertThat(workers.status(WEB)).isPresent();
        podman.exit(only().id(), 3);
        JsonNode after = reports.awaitStatus(
                s -> s.at("/containerStatuses/0/restartCount").asInt() == 1 && ready(s));
        assertThat(after.path("startTime")).isEqualTo(before.path("startTime"));
        assertThat(podman.calls().subList(calls, podman.calls().size()))
                .noneMatch(call -> call.startsWith("stop") || call.startsWith("remove") || call.startsWith("kill"));
    }

    @Test
    void startsPodsAgainWhoseSandboxWasLost() throws Exception {
        workers.run(Orders.pod("web", Orders.one("sleep")));
        String before = id(reports.awaitStatus(PodWorkersTest::ready));
        workers.close();
        podman.removePod(WEB.podName());

        restart();

        reports.awaitStatus(s -> ready(s) && !id(s).equals(before));
        assertThat(only().state()).isInstanceOf(ContainerState.Running.class);
    }

    @Test
    void goesOnStoppingAfterRestart() throws Exception {
        workers.run(Orders.pod("web", Orders.one("sleep")));
        reports.awaitStatus(PodWorkersTest::ready);
        podman.failNext("removePod", new PodmanException("gone", null));
        workers.stop(WEB, 0);
        reports.awaitStatus(s -> s.path("phase").asText().equals("Failed"));

        workers.close();
        open();

        reports.awaitGone("u-web");
        assertThat(podman.listPods(Map.of())).isEmpty();
    }

    @Test
    void doesNotStartAgainWhatHasCompletedBeforeRestart() throws Exception {
        workers.run(Orders.pod("web", "'restartPolicy':'Never'," + Orders.one("true")));
        reports.awaitStatus(s -> s.path("phase").asText().equals("Succeeded"));
        int calls = podman.calls().size();

        restart();
        workers.run(Orders.pod("other", Orders.one("sleep")));
        reports.awaitStatus(PodWorkersTest::ready);

        assertThat(podman.calls().subList(calls, podman.calls().size())).noneMatch(call -> call.contains("u-web"));
    }

    @Test
    void refusesWhatDoesNotFitOrIsNotAllowed() throws Exception {
        String big = "'containers':[{'name':'web','image':'i','resources':{'requests':{'cpu':'3'}}}]";

        assertThat(workers.run(Orders.pod("a", big)))
                .isEqualTo(new Admission.Verdict.Refused(
                        "OutOfcpu",
                        "Node didn't have enough resource: cpu, requested: 3000, used: 0, capacity: 2000",
                        false));
        assertThat(workers.run(Orders.pod("b", "'hostNetwork':true," + Orders.one("sleep"))))
                .isInstanceOfSatisfying(Admission.Verdict.Refused.class, refused -> assertThat(refused.reason())
                        .isEqualTo("NotAllowed"));
        assertThat(workers.run(Orders.pod("c", "'runtimeClassName':'x'," + Orders.one("sleep"))))
                .isInstanceOfSatisfying(Admission.Verdict.Refused.class, refused -> {
                    assertThat(refused.reason()).isEqualTo("UnsupportedField");
                    assertThat(refused.permanent()).isTrue();
                });
    }

    @Test
    void refusesAPodOfAnotherSystemWithTheKubeletsReason() throws Exception {
        assertThat(workers.run(Orders.pod("web", "'os':{'name':'windows'}," + Orders.one("sleep"))))
                .isEqualTo(new Admission.Verdict.Refused(
                        "PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS", true));
    }

    @Test
    void admitsSamePodTwiceOnce() throws Exception {
        RunPod order = Orders.pod("web", Orders.one("sleep"));
        workers.run(order);
        workers.run(order);

        reports.awaitStatus(PodWorkersTest::ready);
        assertThat(podman.listContainers(Map.of())).hasSize(1);
    }

    @Test
    void failsPodThatLivesLongerThanItsDeadline() throws Exception {
        workers.run(Orders.pod("web", "'activeDeadlineSeconds':1," + Orders.one("sleep")));

        JsonNode status = reports.awaitStatus(s -> s.path("phase").asText().equals("Failed")
                && s.at("/containerStatuses/0/state").has("terminated"));
        assertThat(status.path("reason").asText()).isEqualTo("DeadlineExceeded");
    }

    private void restart() throws IOException {
        workers.close();
        reports = new RecordedReports();
        open();
    }

    private ContainerInfo only() throws PodmanException {
        List<ContainerInfo> all = podman.listContainers(WEB.labels());
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static String id(JsonNode status) {
        return status.at("/containerStatuses/0/containerID").asText();
    }

    private static String reason(JsonNode status) {
        return status.at("/containerStatuses/0/state/waiting/reason").asText();
    }

    private static boolean ready(JsonNode status) {
        return condition(status, "Ready").path("status").asText().equals("True");
    }

    private static JsonNode condition(JsonNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        throw new AssertionError("no condition " + type + " in " + status);
    }
}
