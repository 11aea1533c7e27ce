package io.beemesh.agent.pods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.testing.Orders;
import io.beemesh.mesh.wire.ConfigSource;
import io.beemesh.mesh.wire.RunPod;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodWorkersTest extends PodWorkersFixture {
    @Test
    void bringsPodToReady() throws Exception {
        assertThat(workers.run(Orders.pod("web", Orders.one("sleep")))).isEqualTo(new Admission.Verdict.Admitted());

        JsonNode status = reports.awaitStatus(PodWorkersFixture::ready);
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
    void asksPodmanForNothingThatItKnows() throws Exception {
        workers.run(Orders.pod("web", Orders.one("sleep")));

        reports.awaitStatus(PodWorkersFixture::ready);

        assertThat(podman.looks()).containsExactly("inspectPod", "inspect");
    }

    @Test
    void asksWhetherItIsReadyAsSoonAsItHasStarted() throws Exception {
        workers.run(Orders.pod(
                "web",
                "'containers':[{'name':'web','image':'i','command':['sleep'],"
                        + "'startupProbe':{'exec':{'command':['true']},'initialDelaySeconds':1},"
                        + "'readinessProbe':{'exec':{'command':['true']},'periodSeconds':3600}}]"));

        reports.awaitStatus(PodWorkersFixture::ready);
    }

    @Test
    void anotherImageIsStartedAtOnceWhateverThePodSaysOfEnds() throws Exception {
        String never = "'restartPolicy':'Never'," + Orders.one("sleep");
        workers.run(Orders.pod("web", never));
        reports.awaitStatus(PodWorkersFixture::ready);

        workers.run(Orders.pod("web", never.replace("r/i:1", "r/i:2"), 2));

        JsonNode status = reports.awaitStatus(s -> ready(s) && restarts(s) == 1);
        assertThat(status.at("/containerStatuses/0/image").asText()).endsWith("r/i:2");
        assertThat(reports.awaitEvent("Killing").message())
                .isEqualTo("Container web definition changed, will be restarted");
    }

    @Test
    void anotherImageDoesNotWaitForTheCrashesOfTheFirst() throws Exception {
        workers.run(Orders.pod("web", Orders.one("false")));
        reports.awaitStatus(s -> reason(s).equals("CrashLoopBackOff"));

        workers.run(Orders.pod("web", Orders.one("sleep").replace("r/i:1", "r/i:2"), 2));

        assertThat(restarts(reports.awaitStatus(PodWorkersFixture::ready))).isEqualTo(2);
    }

    private static int restarts(JsonNode status) {
        return status.at("/containerStatuses/0/restartCount").asInt();
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
        reports.awaitStatus(PodWorkersFixture::ready);

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

        JsonNode status = reports.awaitStatus(PodWorkersFixture::ready);
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

        reports.awaitStatus(PodWorkersFixture::ready);
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
        reports.awaitStatus(PodWorkersFixture::ready);

        workers.run(Orders.gated("web", spec, "False", 3));
        reports.awaitStatus(status -> gate(status).endsWith("is not \"True\", but False"));
    }

    private static String gate(JsonNode status) {
        return condition(status, "Ready").path("message").asText();
    }

    @Test
    void startsAContainerThatIsAddedToAPodThatRuns() throws Exception {
        workers.run(Orders.pod("web", Orders.one("sleep")));
        String before = reports.awaitStatus(PodWorkersFixture::ready)
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
        reports.awaitStatus(PodWorkersFixture::ready);
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
        reports.awaitStatus(PodWorkersFixture::ready);

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

        reports.awaitStatus(PodWorkersFixture::ready);
        assertThat(podman.listContainers(Map.of())).hasSize(1);
    }

    @Test
    void failsPodThatLivesLongerThanItsDeadline() throws Exception {
        workers.run(Orders.pod("web", "'activeDeadlineSeconds':1," + Orders.one("sleep")));

        JsonNode status = reports.awaitStatus(s -> s.path("phase").asText().equals("Failed")
                && s.at("/containerStatuses/0/state").has("terminated"));
        assertThat(status.path("reason").asText()).isEqualTo("DeadlineExceeded");
    }
}
