package io.beemesh.agent.pods.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.PodReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusJsonTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = START.plusSeconds(5);
    private static final String ONE = "'containers':[{'name':'web','image':'r/i:1'}]";

    @Test
    void writesARunningPodAsTheKubeletDoes() throws IOException {
        Pod pod = pod("'containers':[{'name':'web','image':'r/i:1','resources':{'requests':{'cpu':'100m'}},"
                + "'volumeMounts':[{'name':'v','mountPath':'/v','readOnly':true}]}],'volumes':[{'name':'v'}]");
        PodView view = view(pod, List.of(), List.of(running(pod.containers().getFirst(), true)), false);

        assertThat(json(view)).isEqualTo(new ObjectMapper().readTree("""
                {"observedGeneration":2,"phase":"Running","conditions":[
                {"type":"PodReadyToStartContainers","observedGeneration":2,"status":"True","lastProbeTime":null,
                 "lastTransitionTime":"2026-01-01T00:00:05Z"},
                {"type":"Initialized","observedGeneration":2,"status":"True","lastProbeTime":null,
                 "lastTransitionTime":"2026-01-01T00:00:05Z"},
                {"type":"Ready","observedGeneration":2,"status":"True","lastProbeTime":null,
                 "lastTransitionTime":"2026-01-01T00:00:05Z"},
                {"type":"ContainersReady","observedGeneration":2,"status":"True","lastProbeTime":null,
                 "lastTransitionTime":"2026-01-01T00:00:05Z"},
                {"type":"PodScheduled","observedGeneration":2,"status":"True","lastProbeTime":null,
                 "lastTransitionTime":"2026-01-01T00:00:00Z"}],
                "hostIP":"192.0.2.7","hostIPs":[{"ip":"192.0.2.7"}],"podIP":"10.0.0.2","podIPs":[{"ip":"10.0.0.2"}],
                "startTime":"2026-01-01T00:00:00Z",
                "containerStatuses":[{"name":"web","state":{"running":{"startedAt":"2026-01-01T00:00:00Z"}},
                 "lastState":{},"ready":true,"restartCount":0,
                 "image":"docker.io/r/i:1","imageID":"r/i@sha256:1","containerID":"podman://abc",
                 "started":true,"allocatedResources":{"cpu":"100m"},"resources":{"requests":{"cpu":"100m"}},
                 "volumeMounts":[{"name":"v","mountPath":"/v","readOnly":true,"recursiveReadOnly":"Disabled"}]}],
                "qosClass":"Burstable",
                "allocatedResources":{"cpu":"100m"},"resources":{"requests":{"cpu":"100m"}}}"""));
    }

    @Test
    void tellsOfEphemeralContainersWithoutMindingThem() throws IOException {
        Pod pod = pod(ONE + ",'ephemeralContainers':[{'name':'debugger','image':'i'}]");
        PodView view = view(pod, List.of(), List.of(running(pod.containers().getFirst(), true)), false);

        JsonNode status = json(view);
        assertThat(condition(status, "Ready").path("status").asText()).isEqualTo("True");
        JsonNode debugger = status.at("/ephemeralContainerStatuses/0");
        assertThat(debugger.path("name").asText()).isEqualTo("debugger");
        assertThat(debugger.path("ready").asBoolean()).isFalse();
        assertThat(debugger.has("started")).isFalse();
    }

    @Test
    void tellsOfAContainerThatNeverCameToBeWithoutTimes() throws IOException {
        Pod pod = pod("'restartPolicy':'Never'," + ONE);
        ContainerView never = ContainerView.waiting(pod.containers().getFirst(), "ContainerCreating");

        JsonNode status = json(view(pod, List.of(), List.of(never.unlocated()), true));

        assertThat(status.path("phase").asText()).isEqualTo("Failed");
        JsonNode end = status.at("/containerStatuses/0/state/terminated");
        assertThat(end.path("reason").asText()).isEqualTo("ContainerStatusUnknown");
        assertThat(end.path("exitCode").asInt()).isEqualTo(137);
        assertThat(end.has("startedAt")).isFalse();
    }

    @Test
    void isPendingWhileAnInitContainerRuns() throws IOException {
        Pod pod = pod("'initContainers':[{'name':'i','image':'i'}]," + ONE);
        PodView view = view(
                pod,
                List.of(running(pod.initContainers().getFirst(), false)),
                List.of(ContainerView.waiting(pod.containers().getFirst(), "PodInitializing")),
                false);

        JsonNode status = json(view);
        assertThat(status.path("phase").asText()).isEqualTo("Pending");
        assertThat(condition(status, "Initialized").path("reason").asText()).isEqualTo("ContainersNotInitialized");
        assertThat(condition(status, "Initialized").path("message").asText())
                .isEqualTo("containers with incomplete status: [i]");
        assertThat(condition(status, "Ready").path("message").asText())
                .isEqualTo("containers with unready status: [web]");
        assertThat(status.at("/containerStatuses/0/state/waiting/reason").asText())
                .isEqualTo("PodInitializing");
    }

    @ParameterizedTest
    @CsvSource({
        "Always,0,false,Running",
        "Always,1,false,Running",
        "OnFailure,0,false,Succeeded",
        "OnFailure,1,false,Running",
        "Never,0,false,Succeeded",
        "Never,1,false,Failed",
        "Always,0,true,Succeeded",
        "Always,1,true,Failed"
    })
    void derivesThePhaseFromHowTheContainerEnded(String policy, int exitCode, boolean terminal, String phase) {
        Pod pod = pod("'restartPolicy':'" + policy + "'," + ONE);
        PodView view = view(pod, List.of(), List.of(ended(pod.containers().getFirst(), exitCode)), terminal);

        assertThat(Phase.of(view).text()).isEqualTo(phase);
    }

    @Test
    void failsAPodThatIsStoppedBeforeItRan() {
        Pod pod = pod(ONE);

        PodView view = view(
                pod, List.of(), List.of(ContainerView.waiting(pod.containers().getFirst(), "ContainerCreating")), true);

        assertThat(Phase.of(view)).isEqualTo(Phase.FAILED);
    }

    @Test
    void failsWhenAnInitContainerFailsForGood() {
        Pod pod = pod("'restartPolicy':'Never','initContainers':[{'name':'i','image':'i'}]," + ONE);
        PodView view = view(
                pod,
                List.of(ended(pod.initContainers().getFirst(), 1)),
                List.of(ContainerView.waiting(pod.containers().getFirst(), "PodInitializing")),
                false);

        assertThat(Phase.of(view)).isEqualTo(Phase.FAILED);
    }

    @Test
    void runsOnWhileItsSidecarIsRestarted() {
        Pod pod = pod("'initContainers':[{'name':'s','image':'i','restartPolicy':'Always'}]," + ONE);
        PodView view = view(
                pod,
                List.of(ended(pod.initContainers().getFirst(), 1)),
                List.of(running(pod.containers().getFirst(), true)),
                false);

        assertThat(Phase.of(view)).isEqualTo(Phase.RUNNING);
    }

    @Test
    void tellsWhyThePodAsAWholeFailedOnceNothingOfItRuns() throws IOException {
        Pod pod = pod(ONE);
        ContainerView container = running(pod.containers().getFirst(), true);

        JsonNode stopping = json(tooLong(pod, container));
        assertThat(stopping.path("phase").asText()).isEqualTo("Running");
        assertThat(stopping.has("reason")).isFalse();

        JsonNode status = json(tooLong(pod, ended(pod.containers().getFirst(), 137)));
        assertThat(status.path("phase").asText()).isEqualTo("Failed");
        assertThat(status.path("reason").asText()).isEqualTo("DeadlineExceeded");
        assertThat(condition(status, "Ready").path("reason").asText()).isEqualTo("PodFailed");
    }

    private static PodView tooLong(Pod pod, ContainerView container) {
        return view(pod, container, Optional.of(new PodView.Failure("DeadlineExceeded", "too long")), Optional.empty());
    }

    private static PodView view(
            Pod pod, ContainerView container, Optional<PodView.Failure> failure, Optional<Boolean> leads) {
        PodView view = view(pod, List.of(), List.of(container), false);
        return new PodView(
                pod,
                view.init(),
                view.main(),
                List.of(),
                START,
                view.sandbox(),
                false,
                failure,
                Map.of(),
                PodView.Resize.NONE,
                leads);
    }

    @Test
    void movesTheTransitionTimeOnlyWhenTheStatusChanges() {
        Pod pod = pod(ONE);
        PodView first = view(pod, List.of(), List.of(running(pod.containers().getFirst(), false)), false);
        Map<String, PodView.Stamp> stamps = StatusJson.of(first, NOW).conditions();
        PodView then = new PodView(
                pod,
                List.of(),
                List.of(running(pod.containers().getFirst(), true)),
                List.of(),
                START,
                first.sandbox(),
                false,
                Optional.empty(),
                stamps,
                PodView.Resize.NONE,
                Optional.empty());

        Map<String, PodView.Stamp> later =
                StatusJson.of(then, NOW.plusSeconds(60)).conditions();

        assertThat(later.get("Ready")).isEqualTo(new PodView.Stamp("True", NOW.plusSeconds(60)));
        assertThat(later.get("Initialized")).isEqualTo(new PodView.Stamp("True", NOW));
    }

    @Test
    void tellsWhetherThePodLeadsAndOpensTheGateThatWaitsForThat() throws IOException {
        Pod pod = pod("'readinessGates':[{'conditionType':'beemesh.io/Leader'}]," + ONE);

        JsonNode follows = json(led(pod, false));
        JsonNode leads = json(led(pod, true));

        assertThat(condition(follows, "beemesh.io/Leader").path("status").asText())
                .isEqualTo("False");
        assertThat(condition(follows, "Ready").path("message").asText())
                .isEqualTo("the status of pod readiness gate \"beemesh.io/Leader\" is not \"True\", but False");
        assertThat(Readiness.of(StatusJson.of(led(pod, false), NOW).json())).isTrue();
        assertThat(condition(leads, "beemesh.io/Leader").path("reason").asText())
                .isEqualTo("HoldsLeadership");
        assertThat(condition(leads, "Ready").path("status").asText()).isEqualTo("True");
    }

    private static PodView led(Pod pod, boolean leads) {
        return view(pod, running(pod.containers().getFirst(), true), Optional.empty(), Optional.of(leads));
    }

    @Test
    void waitsForReadinessGates() throws IOException {
        Pod pod = pod("'readinessGates':[{'conditionType':'x.io/ready'}]," + ONE);

        JsonNode status =
                json(view(pod, List.of(), List.of(running(pod.containers().getFirst(), true)), false));

        assertThat(condition(status, "ContainersReady").path("status").asText()).isEqualTo("True");
        assertThat(condition(status, "Ready").path("message").asText())
                .isEqualTo("corresponding condition of pod readiness gate \"x.io/ready\" does not exist.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | BestEffort",
                "{'requests':{'cpu':'1'}} | Burstable",
                "{'limits':{'memory':'1Gi'}} | Burstable",
                "{'limits':{'cpu':'1','memory':'1Gi'}} | Guaranteed",
                "{'limits':{'cpu':'1','memory':'1Gi'},'requests':{'cpu':'1000m','memory':'1Gi'}} | Guaranteed",
                "{'limits':{'cpu':'1','memory':'1Gi'},'requests':{'cpu':'500m','memory':'1Gi'}} | Burstable"
            })
    void classifiesByRequestsAndLimits(String resources, String qos) {
        Pod pod = pod("'containers':[{'name':'a','image':'i','resources':" + resources + "}]");

        assertThat(Qos.of(pod).text()).isEqualTo(qos);
    }

    @Test
    void keepsTheLastLinesOfALogAsLastWords() {
        String log = "2026-01-01T00:00:00.1Z stdout F one\n2026-01-01T00:00:00.2Z stderr P tw\n"
                + "2026-01-01T00:00:00.3Z stderr F o\n";

        assertThat(LastWords.lines(log)).isEqualTo("one\ntwo\n");
        assertThat(LastWords.lines("t s F " + "x".repeat(5000) + "\n"))
                .hasSize(2048)
                .endsWith("x\n");
    }

    private static ContainerView running(Container spec, boolean ready) {
        return new ContainerView(
                spec,
                new RunState.Running(START),
                Optional.empty(),
                0,
                new ContainerView.Identity("podman://abc", "r/i@sha256:1"),
                ready,
                ready);
    }

    private static ContainerView ended(Container spec, int exitCode) {
        return new ContainerView(
                spec,
                new RunState.Terminated(exitCode, 0, "Error", "", START, NOW, "podman://abc"),
                Optional.empty(),
                0,
                new ContainerView.Identity("podman://abc", ""),
                false,
                false);
    }

    private static PodView view(Pod pod, List<ContainerView> init, List<ContainerView> main, boolean terminal) {
        return new PodView(
                pod,
                init,
                main,
                pod.ephemeralContainers().stream().map(c -> running(c, false)).toList(),
                START,
                new PodView.Sandbox(!terminal, "192.0.2.7", List.of("10.0.0.2")),
                terminal,
                Optional.empty(),
                Map.of("PodScheduled", new PodView.Stamp("True", START)),
                PodView.Resize.NONE,
                Optional.empty());
    }

    private static JsonNode json(PodView view) throws IOException {
        return new ObjectMapper().readTree(StatusJson.of(view, NOW).json());
    }

    private static JsonNode condition(JsonNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        throw new AssertionError("no condition " + type + " in " + status);
    }

    private static Pod pod(String spec) {
        String json = "{'metadata':{'name':'p','uid':'u','generation':2},'spec':{%s}}"
                .formatted(spec)
                .replace('\'', '"');
        return ((PodReader.Result.Read) PodReader.read(json.getBytes(StandardCharsets.UTF_8))).pod();
    }
}
