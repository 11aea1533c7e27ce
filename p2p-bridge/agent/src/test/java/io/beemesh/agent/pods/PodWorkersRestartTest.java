package io.beemesh.agent.pods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.pods.testing.Orders;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An agent that is started again beside pods that run, or did. */
class PodWorkersRestartTest extends PodWorkersFixture {
    @Test
    void adoptsRunningPodsAfterRestartWithoutTouchingThem() throws Exception {
        workers.run(Orders.pod("web", Orders.one("sleep")));
        JsonNode before = reports.awaitStatus(PodWorkersFixture::ready);
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
        String before = id(reports.awaitStatus(PodWorkersFixture::ready));
        workers.close();
        podman.removePod(WEB.podName());

        restart();

        reports.awaitStatus(s -> ready(s) && !id(s).equals(before));
        assertThat(only().state()).isInstanceOf(ContainerState.Running.class);
    }

    @Test
    void goesOnStoppingAfterRestart() throws Exception {
        workers.run(Orders.pod("web", Orders.one("sleep")));
        reports.awaitStatus(PodWorkersFixture::ready);
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
        reports.awaitStatus(PodWorkersFixture::ready);

        assertThat(podman.calls().subList(calls, podman.calls().size()))
                .noneMatch(call -> call.contains("u-web") && !call.startsWith("stopPod"));
    }
}
