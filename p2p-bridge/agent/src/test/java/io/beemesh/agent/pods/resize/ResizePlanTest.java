package io.beemesh.agent.pods.resize;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.pods.plan.Run;
import io.beemesh.agent.pods.plan.Runs;
import io.beemesh.agent.pods.status.RunState;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.PodReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ResizePlanTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String LESS = "{'requests':{'cpu':'50m','memory':'32Mi'},'limits':{'memory':'64Mi'}}";
    private static final String MORE = "{'requests':{'cpu':'50m','memory':'32Mi'},'limits':{'memory':'128Mi'}}";
    private static final String FASTER = "{'requests':{'cpu':'100m','memory':'32Mi'},'limits':{'memory':'64Mi'}}";
    private static final String MEMORY_RESTARTS =
            ",'resizePolicy':[{'resourceName':'memory','restartPolicy':'RestartContainer'},"
                    + "{'resourceName':'cpu','restartPolicy':'NotRequired'}]";

    @Test
    void hasNothingToDoForWhatIsAsItShould() {
        assertThat(plan(pod(LESS), pod("{'requests':{'memory':'32768Ki','cpu':'0.05'},'limits':{'memory':'64Mi'}}")))
                .matches(ResizePlan::isEmpty);
    }

    @Test
    void updatesWhatRuns() {
        assertThat(plan(pod(LESS), pod(MORE)).updates())
                .singleElement()
                .matches(change -> change.run().container().equals("main"));
    }

    @Test
    void restartsForTheResourceThatSaysSoAlone() {
        assertThat(plan(pod(LESS + MEMORY_RESTARTS), pod(MORE + MEMORY_RESTARTS))
                        .restarts())
                .hasSize(1);
        assertThat(plan(pod(LESS + MEMORY_RESTARTS), pod(FASTER + MEMORY_RESTARTS))
                        .restarts())
                .isEmpty();
    }

    @Test
    void leavesAloneWhatDoesNotRun() {
        Pod less = pod(LESS);

        assertThat(ResizePlan.of(pod(MORE), new Runs(List.of()), (run, container) -> less.containers()
                        .getFirst()
                        .resources()))
                .matches(ResizePlan::isEmpty);
    }

    @Test
    void refusesLessMemoryThanIsInUse() {
        ResizePlan plan = plan(pod(MORE), pod(LESS));

        assertThat(plan.lacksMemory(pod(LESS), run -> OptionalLong.of(70_000_000)))
                .contains("cannot decrease memory limits: [attempting to set pod memory limit (67108864) below current"
                        + " usage (70000000), attempting to set container \"main\" memory limit (67108864) below"
                        + " current usage (70000000)]");
        assertThat(plan.lacksMemory(pod(LESS), run -> OptionalLong.of(60_000_000)))
                .isEmpty();
        assertThat(plan.lacksMemory(pod(LESS), run -> OptionalLong.empty()))
                .contains("cannot decrease memory limits: missing container \"main\" memory usage");
    }

    @Test
    void asksForNoUsageWhenMemoryGrows() {
        assertThat(plan(pod(LESS), pod(MORE)).lacksMemory(pod(MORE), run -> OptionalLong.of(Long.MAX_VALUE)))
                .isEmpty();
    }

    private static ResizePlan plan(Pod has, Pod wants) {
        ContainerKey key = new ContainerKey(new PodKey("c", "u"), "main", 0);
        ContainerState state = new ContainerState.Running(START, 1);
        ContainerInfo info =
                new ContainerInfo("id", key.containerName(), "p", Map.of(), "i", START, state, "/log", false);
        Runs runs = new Runs(List.of(new Run(key, info, new RunState.Running(START))));
        return ResizePlan.of(
                wants, runs, (run, container) -> has.containers().getFirst().resources());
    }

    static Pod pod(String resources) {
        String json = "{'metadata':{'name':'web','namespace':'shop','uid':'u','generation':2},'spec':{'containers':["
                + "{'name':'main','image':'i','resources':" + resources + "}]}}";
        return PodReader.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                        instanceof PodReader.Result.Read read
                ? read.pod()
                : failed(json);
    }

    private static Pod failed(String json) {
        throw new AssertionError("no pod: " + json);
    }
}
