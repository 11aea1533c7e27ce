package io.beemesh.agent.pods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.beemesh.agent.pods.testing.Orders;
import io.beemesh.mesh.wire.RunPod;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody sets the machine's clock while pods run. */
class PodClockTest extends PodWorkersFixture {
    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void backOffTakesAsLongAsItTakes(int hours) throws Exception {
        workers.run(Orders.pod("web", Orders.one("false")));
        reports.awaitStatus(s -> reason(s).equals("CrashLoopBackOff"));
        List<String> before = podman.calls();

        timeOfDay.set(Duration.ofHours(hours));
        lookAgain(Orders.one("false"));
        assertThat(podman.calls()).isEqualTo(before);

        steady.set(Duration.ofSeconds(10));
        podman.restartService();
        reports.awaitStatus(s -> reason(s).equals("CrashLoopBackOff")
                && s.at("/containerStatuses/0/restartCount").asInt() == 2);
    }

    @Test
    void anImageIsAskedForAgainInTime() throws Exception {
        images.remove("r/i:1");
        workers.run(Orders.pod("web", Orders.one("sleep")));
        reports.awaitStatus(s -> reason(s).equals("ErrImagePull"));

        timeOfDay.set(Duration.ofHours(-1));
        images.restore("r/i:1");
        steady.set(Duration.ofSeconds(10));
        podman.restartService();

        reports.awaitStatus(PodWorkersFixture::ready);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aDeadlineIsNeitherBroughtOnNorPutOff(int hours) throws Exception {
        String spec = "'activeDeadlineSeconds':600," + Orders.one("sleep");
        workers.run(Orders.pod("web", spec));
        reports.awaitStatus(s -> s.at("/containerStatuses/0/ready").asBoolean());

        timeOfDay.set(Duration.ofHours(hours));
        lookAgain(spec);
        assertThat(reports.last().path("phase").asText()).isEqualTo("Running");

        steady.set(Duration.ofMinutes(10));
        podman.restartService();
        assertThat(reports.awaitStatus(s -> s.path("phase").asText().equals("Failed"))
                        .path("reason")
                        .asText())
                .isEqualTo("DeadlineExceeded");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aPodThatRunsRunsOn(int hours) throws Exception {
        workers.run(Orders.pod("web", Orders.one("sleep")));
        JsonNode before =
                reports.awaitStatus(s -> s.at("/containerStatuses/0/ready").asBoolean());

        timeOfDay.set(Duration.ofHours(hours));
        lookAgain(Orders.one("sleep"));

        assertThat(reports.last().path("containerStatuses")).isEqualTo(before.path("containerStatuses"));
        assertThat(only().id()).isEqualTo(id(before).replace("podman://", ""));
    }

    /** Gives the pod another revision, and returns when it was looked at with that. */
    private void lookAgain(String spec) throws Exception {
        RunPod order = Orders.pod("web", spec, 2);
        String json = order.getPodJson().toStringUtf8().replace("\"generation\":1", "\"generation\":2");
        workers.run(order.toBuilder().setPodJson(ByteString.copyFromUtf8(json)).build());
        reports.awaitStatus(s -> s.path("observedGeneration").asInt() == 2);
    }
}
