package io.beemesh.agent.pods.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.pods.status.RunState;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.PodReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {
    private static final String INIT = "'initContainers':[{'name':'one','image':'i'},"
            + "{'name':'side','image':'i','restartPolicy':'Always'},{'name':'two','image':'i'}],";
    private static final String MAIN = "'containers':[{'name':'a','image':'i'},{'name':'b','image':'i'}]";

    private final List<Run> runs = new ArrayList<>();

    @Test
    void startsInitContainersOneByOneAndSidecarsOnTheWay() {
        assertThat(started(plan(INIT + MAIN))).containsExactly("one");
        ended("one", 0);
        assertThat(started(plan(INIT + MAIN))).containsExactly("side");
        running("side");
        assertThat(started(plan(INIT + MAIN))).containsExactly("two");
        running("two");
        assertThat(started(plan(INIT + MAIN))).isEmpty();
        runs.removeLast();
        ended("two", 0);
        assertThat(started(plan(INIT + MAIN))).containsExactly("a", "b");
    }

    @Test
    void waitsForASidecarThatIsNotYetStarted() {
        ended("one", 0);
        running("side");

        Plan plan = Plan.of(pod(INIT + MAIN), new Runs(runs), run -> false);

        assertThat(started(plan)).isEmpty();
        assertThat(plan.over()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "Always,0,true",
        "Always,1,true",
        "OnFailure,0,false",
        "OnFailure,1,true",
        "Never,0,false",
        "Never,1,false"
    })
    void restartsByThePolicy(String policy, int exitCode, boolean again) {
        ended("a", exitCode);
        running("b");

        Plan plan = plan("'restartPolicy':'" + policy + "'," + MAIN);

        assertThat(started(plan)).isEqualTo(again ? List.of("a") : List.of());
        assertThat(plan.over()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"7,true", "8,false", "42,true", "0,false"})
    void restartsByTheContainersOwnRules(int exitCode, boolean again) {
        ended("a", exitCode);
        running("b");

        Plan plan = plan("'restartPolicy':'Always','containers':[{'name':'a','image':'i','restartPolicy':'Never',"
                + "'restartPolicyRules':[{'action':'Restart','exitCodes':{'operator':'In','values':[7,42]}}]},"
                + "{'name':'b','image':'i'}]");

        assertThat(started(plan)).isEqualTo(again ? List.of("a") : List.of());
    }

    @Test
    void renewsAllContainersWhenARuleSaysSo() {
        Pod pod = pod("'restartPolicy':'Never','containers':[{'name':'a','image':'i','restartPolicy':'Never',"
                + "'restartPolicyRules':[{'action':'RestartAllContainers','exitCodes':"
                + "{'operator':'NotIn','values':[0]}}]},{'name':'b','image':'i'}]");
        running("b");
        assertThat(Plan.renews(pod, new Runs(runs))).isFalse();
        ended("a", 0);
        assertThat(Plan.renews(pod, new Runs(runs))).isFalse();
        runs.removeLast();
        ended("a", 3);
        assertThat(Plan.renews(pod, new Runs(runs))).isTrue();
    }

    @Test
    void isOverWhenNothingRunsAndNothingWill() {
        ended("a", 0);
        ended("b", 1);

        assertThat(plan("'restartPolicy':'Never'," + MAIN).over()).isTrue();
        assertThat(plan("'restartPolicy':'OnFailure'," + MAIN).over()).isFalse();
    }

    @Test
    void stopsSidecarsLastFirstBeforeItIsOver() {
        String spec = "'restartPolicy':'Never','initContainers':["
                + "{'name':'s1','image':'i','restartPolicy':'Always'},"
                + "{'name':'s2','image':'i','restartPolicy':'Always'}],"
                + MAIN;
        running("s1");
        running("s2");
        ended("a", 0);
        ended("b", 0);

        Plan plan = plan(spec);

        assertThat(plan.stop()).extracting(Run::container).containsExactly("s2");
        assertThat(plan.over()).isFalse();
    }

    @Test
    void restartsASidecarWhileThePodRuns() {
        ended("one", 0);
        ended("side", 0);
        ended("two", 0);
        running("a");
        running("b");

        assertThat(started(plan("'restartPolicy':'Never'," + INIT + MAIN))).containsExactly("side");
    }

    @Test
    void endsWhenAnInitContainerFailsThatIsNeverRestarted() {
        ended("one", 2);

        assertThat(plan("'restartPolicy':'Never'," + INIT + MAIN).over()).isTrue();
        assertThat(started(plan(INIT + MAIN))).containsExactly("one");
    }

    @Test
    void startsAnEphemeralContainerOnceAndAtAnyTime() {
        String spec = INIT + MAIN + ",'ephemeralContainers':[{'name':'debugger','image':'i'}]";
        assertThat(started(plan(spec))).containsExactly("one", "debugger");
        ended("debugger", 1);
        assertThat(started(plan(spec))).containsExactly("one");
    }

    @Test
    void stopsAnEphemeralContainerWhenNothingElseRunsAnyMore() {
        String spec = "'restartPolicy':'Never'," + MAIN + ",'ephemeralContainers':[{'name':'debugger','image':'i'}]";
        ended("a", 0);
        ended("b", 0);
        assertThat(plan(spec).over()).isTrue();
        running("debugger");

        Plan plan = plan(spec);

        assertThat(plan.stop()).extracting(Run::container).containsExactly("debugger");
        assertThat(plan.over()).isFalse();
    }

    private void running(String name) {
        add(name, new RunState.Running(Instant.EPOCH));
    }

    private void ended(String name, int exitCode) {
        add(name, new RunState.Terminated(exitCode, 0, "", "", Instant.EPOCH, Instant.EPOCH, ""));
    }

    private void add(String name, RunState state) {
        ContainerKey key = new ContainerKey(new PodKey("c", "u"), name, 0);
        ContainerInfo info = new ContainerInfo(
                name, name, "p", Map.of(), "", Instant.EPOCH, new ContainerState.Created(), "", false);
        runs.add(new Run(key, info, state));
    }

    private Plan plan(String spec) {
        return Plan.of(pod(spec), new Runs(runs), run -> true);
    }

    private static List<String> started(Plan plan) {
        return plan.start().stream().map(Container::name).toList();
    }

    private static Pod pod(String spec) {
        String json = "{'metadata':{'name':'p','uid':'u'},'spec':{%s}}"
                .formatted(spec)
                .replace('\'', '"');
        return ((PodReader.Result.Read) PodReader.read(json.getBytes(StandardCharsets.UTF_8))).pod();
    }
}
