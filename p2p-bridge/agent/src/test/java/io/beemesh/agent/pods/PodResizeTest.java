package io.beemesh.agent.pods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.testing.Orders;
import io.beemesh.mesh.wire.RunPod;
import org.junit.jupiter.api.Test;

/** Pods that ask for other resources while they run, on a host with two processors. */
class PodResizeTest extends PodWorkersFixture {
    @Test
    void givesARunningContainerWhatItAsksForNow() throws Exception {
        workers.run(pod("web", "50m", "", 1));
        JsonNode before = reports.awaitStatus(PodWorkersFixture::ready);

        workers.run(pod("web", "100m", "", 2));

        JsonNode after = reports.awaitStatus(s -> has(s, "100m") && !resizes(s));
        assertThat(id(after)).isEqualTo(id(before));
        assertThat(after.at("/containerStatuses/0/allocatedResources/cpu").asText())
                .isEqualTo("100m");
        assertThat(podman.calls()).anyMatch(call -> call.startsWith("update") && call.contains("cpuShares=102"));
        assertThat(reports.events())
                .endsWith(
                        "ResizeStarted: Pod resize started: " + summary("100m", 2),
                        "ResizeCompleted: Pod resize completed: " + summary("100m", 2));
        assertThat(workers.used().cpuMillis()).isEqualTo(100);
    }

    @Test
    void waitsForRoomAndTakesIt() throws Exception {
        workers.run(pod("other", "1500m", "", 1));
        workers.run(pod("web", "50m", "", 1));
        reports.awaitStatus(PodWorkersFixture::ready);

        assertThat(workers.run(pod("web", "1", "", 2))).isEqualTo(new Admission.Verdict.Admitted());

        JsonNode waits = reports.awaitStatus(PodResizeTest::resizes);
        JsonNode condition = condition(waits, "PodResizePending");
        assertThat(condition.path("reason").asText()).isEqualTo("Deferred");
        assertThat(condition.path("message").asText())
                .isEqualTo("Node didn't have enough resource: cpu, requested: 1000, used: 1500, capacity: 2000");
        assertThat(condition.path("observedGeneration").asInt()).isEqualTo(2);
        assertThat(has(waits, "50m")).isTrue();
        assertThat(reports.awaitEvent("ResizeDeferred").warning()).isTrue();
        assertThat(workers.used().cpuMillis()).isEqualTo(1550);

        workers.stop(new PodKey(Orders.CLUSTER, "u-other"), 0);

        reports.awaitStatus(s -> has(s, "1") && !resizes(s));
        assertThat(workers.used().cpuMillis()).isEqualTo(1000);
    }

    @Test
    void keepsWhatItHasOverARestartOfTheAgent() throws Exception {
        workers.run(pod("other", "1500m", "", 1));
        workers.run(pod("web", "50m", "", 1));
        workers.run(pod("web", "1", "", 2));
        reports.awaitEvent("ResizeDeferred");
        reports.awaitStatus(PodResizeTest::resizes);

        restart();

        assertThat(workers.used().cpuMillis()).isEqualTo(1550);
        assertThat(resizes(reports.awaitStatus(s -> has(s, "50m")))).isTrue();
        workers.run(pod("other", "200m", "", 2));
        reports.awaitStatus(s -> has(s, "1") && !resizes(s));
        restart();
        assertThat(workers.used().cpuMillis()).isEqualTo(1200);
    }

    @Test
    void saysThatTheHostWillNeverHaveSoMuch() throws Exception {
        workers.run(pod("web", "50m", "", 1));
        reports.awaitStatus(PodWorkersFixture::ready);

        workers.run(pod("web", "3", "", 2));

        JsonNode status = reports.awaitStatus(PodResizeTest::resizes);
        assertThat(condition(status, "PodResizePending").path("reason").asText())
                .isEqualTo("Infeasible");
        assertThat(reports.awaitEvent("ResizeInfeasible").message())
                .endsWith("\"error\":\"Node didn't have enough capacity: cpu, requested: 3000, capacity: 2000\"}");

        workers.run(pod("web", "50m", "", 3));
        reports.awaitStatus(s -> s.path("observedGeneration").asInt() == 3 && !resizes(s));
        assertThat(reports.events()).noneMatch(event -> event.startsWith("ResizeStarted"));
    }

    @Test
    void startsAnewAtOnceWhatSaysSo() throws Exception {
        String policy = ",'resizePolicy':[{'resourceName':'cpu','restartPolicy':'RestartContainer'}]";
        workers.run(pod("web", "50m", policy, 1));
        reports.awaitStatus(PodWorkersFixture::ready);

        workers.run(pod("web", "100m", policy, 2));
        reports.awaitStatus(s -> ready(s) && restarts(s) == 1 && !resizes(s));
        workers.run(pod("web", "150m", policy, 3));

        JsonNode status = reports.awaitStatus(s -> ready(s) && restarts(s) == 2 && !resizes(s));
        assertThat(has(status, "150m")).isTrue();
        assertThat(reports.events())
                .contains("Killing: Container web resize requires restart")
                .noneMatch(event -> event.startsWith("BackOff"));
        assertThat(podman.calls()).noneMatch(call -> call.startsWith("update"));
    }

    @Test
    void tellsWhatWentWrongAndTriesAgain() throws Exception {
        workers.run(pod("web", "50m", "", 1));
        reports.awaitStatus(PodWorkersFixture::ready);
        podman.failNext("update", new PodmanException(500, "runc is tired"));

        workers.run(pod("web", "100m", "", 2));

        JsonNode status = reports.awaitStatus(s -> condition(s, "PodResizeInProgress", "Error"));
        assertThat(condition(status, "PodResizeInProgress").path("message").asText())
                .isEqualTo("runc is tired");
        assertThat(has(status, "50m")).isTrue();
        assertThat(status.at("/containerStatuses/0/allocatedResources/cpu").asText())
                .isEqualTo("100m");
        assertThat(reports.awaitEvent("ResizeError").message()).endsWith("\"error\":\"runc is tired\"}");
        podman.restartService();
        reports.awaitStatus(s -> has(s, "100m") && !resizes(s));
    }

    private static boolean condition(JsonNode status, String type, String reason) {
        return status.path("conditions").findValuesAsText("type").contains(type)
                && condition(status, type).path("reason").asText().equals(reason);
    }

    private static boolean resizes(JsonNode status) {
        return status.path("conditions").findValuesAsText("type").stream()
                .anyMatch(type -> type.startsWith("PodResize"));
    }

    private static boolean has(JsonNode status, String cpu) {
        return status.at("/containerStatuses/0/resources/requests/cpu").asText().equals(cpu);
    }

    private static int restarts(JsonNode status) {
        return status.at("/containerStatuses/0/restartCount").asInt();
    }

    private static String summary(String cpu, int generation) {
        return "{\"containers\":[{\"name\":\"web\",\"resources\":{\"requests\":{\"cpu\":\"" + cpu
                + "\"}}}],\"generation\":" + generation + "}";
    }

    /** The generation is the revision. */
    private static RunPod pod(String name, String cpu, String more, int revision) {
        RunPod pod = Orders.pod(
                name,
                "'containers':[{'name':'web','image':'r/i:1','command':['sleep'],'resources':{'requests':{'cpu':'" + cpu
                        + "'}}" + more + "}]",
                revision);
        String json = pod.getPodJson().toStringUtf8().replace("\"generation\":1", "\"generation\":" + revision);
        return pod.toBuilder().setPodJson(ByteString.copyFromUtf8(json)).build();
    }
}
