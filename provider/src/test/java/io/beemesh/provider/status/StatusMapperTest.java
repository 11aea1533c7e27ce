package io.beemesh.provider.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatusMapperTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00.5Z");
    private static final String EARLIER = "2026-11-01T11:00:00Z";

    private final StatusMapper mapper = new StatusMapper("10.0.0.1");

    @Test
    void keepsOthersConditionsAndTheTransitionTimeOfWhatDidNotChange() throws IOException {
        Pod pod = pod("Running")
                .editStatus()
                .addToConditions(condition("PodScheduled", "True"), condition("Ready", "True"))
                .endStatus()
                .build();

        JsonNode patch = patch(mapper.map(pod, """
                {"phase":"Running","podIP":"10.42.0.5","podIPs":[{"ip":"10.42.0.5"}],
                 "conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-11-01T11:59:00Z"},
                               {"type":"ContainersReady","status":"True"}]}""", NOW));

        assertThat(patch.path("conditions")).singleElement().satisfies(condition -> {
            assertThat(condition.path("type").asText()).isEqualTo("ContainersReady");
            assertThat(condition.path("lastTransitionTime").asText()).isEqualTo("2026-11-01T12:00:00Z");
        });
        assertThat(patch.path("podIPs").toString()).isEqualTo("[{\"ip\":\"10.42.0.5\"},{\"$patch\":\"replace\"}]");
        assertThat(patch.path("hostIP").asText()).isEqualTo("10.0.0.1");
    }

    @Test
    void changesNothingWhenTheReportSaysWhatIsThere() throws IOException {
        Pod before = pod("Pending").build();
        String report = "{\"phase\":\"Running\",\"startTime\":\"" + EARLIER + "\"}";
        JsonNode first = patch(mapper.map(before, report, NOW));
        Pod after = pod("Running")
                .editStatus()
                .withStartTime(EARLIER)
                .withHostIP("10.0.0.1")
                .addNewHostIP("10.0.0.1")
                .endStatus()
                .build();

        assertThat(first.path("phase").asText()).isEqualTo("Running");
        assertThat(mapper.map(after, report, NOW)).isEqualTo(new StatusChange.None());
    }

    @Test
    void tellsForWhichGenerationThePodIsScheduled() throws IOException {
        Pod pod = pod("Pending")
                .editStatus()
                .addToConditions(condition("PodScheduled", "True"))
                .endStatus()
                .build();

        JsonNode patch = patch(mapper.map(pod, """
                {"phase":"Pending","conditions":[{"type":"PodScheduled","status":"True","observedGeneration":2,
                 "lastTransitionTime":"2026-11-01T11:59:00Z"}]}""", NOW));

        assertThat(patch.path("conditions")).singleElement().satisfies(condition -> {
            assertThat(condition.path("observedGeneration").asInt()).isEqualTo(2);
            assertThat(condition.path("lastTransitionTime").asText()).isEqualTo(EARLIER);
        });
    }

    @Test
    void tellsThatADeletionWasSeen() throws IOException {
        Pod pod = pod("Running")
                .editMetadata()
                .withGeneration(2L)
                .withDeletionTimestamp(EARLIER)
                .endMetadata()
                .build();

        JsonNode patch = patch(mapper.map(pod, """
                {"phase":"Running","observedGeneration":1,
                 "conditions":[{"type":"Ready","status":"True","observedGeneration":1}]}""", NOW));

        assertThat(patch.path("observedGeneration").asInt()).isEqualTo(2);
        assertThat(patch.at("/conditions/0/observedGeneration").asInt()).isEqualTo(2);
    }

    @Test
    void neverLeavesATerminalPhase() {
        assertThat(mapper.map(pod("Failed").build(), "{\"phase\":\"Running\"}", NOW))
                .isEqualTo(new StatusChange.None());
        assertThat(mapper.fail(pod("Succeeded").build(), new StatusMapper.Verdict("HostLost", "gone"), NOW))
                .isEqualTo(new StatusChange.None());
    }

    @Test
    void clearsWhatTheHostNoLongerSays() throws IOException {
        Pod pod = pod("Pending")
                .editStatus()
                .withReason("Evicted")
                .withMessage("words")
                .endStatus()
                .build();

        JsonNode patch = patch(mapper.map(pod, "{\"phase\":\"Running\"}", NOW));

        assertThat(patch.get("reason").isNull()).isTrue();
        assertThat(patch.get("message").isNull()).isTrue();
    }

    @Test
    void takesBackWhatResourcesOfThePodAreNoMore() throws IOException {
        String before = """
                {"phase":"Running","allocatedResources":{"cpu":"50m"},
                 "resources":{"requests":{"cpu":"50m","ephemeral-storage":"1Gi"},"limits":{"cpu":"1"}}}""";
        PodStatus had = Serialization.unmarshal(before, PodStatus.class);
        Pod pod = new PodBuilder(pod("Running").build()).withStatus(had).build();

        JsonNode patch =
                patch(mapper.map(pod, "{\"phase\":\"Running\",\"resources\":{\"requests\":{\"cpu\":\"100m\"}}}", NOW));

        assertThat(patch.path("resources").toString())
                .isEqualTo("{\"requests\":{\"cpu\":\"100m\",\"ephemeral-storage\":null},\"limits\":null}");
        assertThat(patch.get("allocatedResources").isNull()).isTrue();
    }

    @Test
    void failsAPodWithReasonAndUnreadyConditions() throws IOException {
        Pod pod = pod("Running")
                .editStatus()
                .addToConditions(condition("Ready", "True"))
                .endStatus()
                .build();

        JsonNode patch = patch(mapper.fail(pod, new StatusMapper.Verdict("HostLost", "the host is gone"), NOW));

        assertThat(patch.path("phase").asText()).isEqualTo("Failed");
        assertThat(patch.path("reason").asText()).isEqualTo("HostLost");
        assertThat(patch.path("conditions")).hasSize(2);
        assertThat(patch.path("startTime").asText()).isEqualTo("2026-11-01T12:00:00Z");
    }

    @Test
    void podThatWasNeverPlacedFailsWithoutConditions() throws IOException {
        StatusMapper.Verdict verdict = new StatusMapper.Verdict("NodePorts", "Pod was rejected: taken");

        JsonNode patch = patch(mapper.fail(pod("Pending").build(), verdict, NOW));

        assertThat(patch.path("phase").asText()).isEqualTo("Failed");
        assertThat(patch.has("conditions")).isFalse();
    }

    @Test
    void leavesThePhaseOfAPodWhoseHostIsUnreachable() throws IOException {
        Pod pod = pod("Running")
                .editStatus()
                .addToConditions(condition("Ready", "True"))
                .endStatus()
                .build();

        JsonNode patch = patch(mapper.unknown(pod, NOW));

        assertThat(patch.has("phase")).isFalse();
        assertThat(patch.path("conditions").path(0).path("status").asText()).isEqualTo("False");
        assertThat(mapper.unknown(pod("Running").build(), NOW)).isEqualTo(new StatusChange.None());
    }

    @Test
    void takesAwayTheConditionsOfAResizeThatIsDone() throws IOException {
        Pod pod = pod("Running")
                .editStatus()
                .addToConditions(condition("PodResizePending", "True"), condition("example.com/gate", "True"))
                .endStatus()
                .build();

        JsonNode patch = patch(mapper.map(pod, """
                {"phase":"Running","conditions":[{"type":"PodResizeInProgress","status":"True","reason":"Error",
                 "lastTransitionTime":"2026-11-01T11:59:00Z"}]}""", NOW));

        assertThat(patch.path("conditions")).hasSize(2);
        assertThat(patch.path("conditions").path(0))
                .hasToString("{\"$patch\":\"delete\",\"type\":\"PodResizePending\"}");
        assertThat(patch.path("conditions").path(1).path("lastTransitionTime").asText())
                .isEqualTo("2026-11-01T11:59:00Z");
    }

    @Test
    void tellsWhatCannotBeRead() {
        assertThat(mapper.map(pod("Running").build(), "nonsense", NOW)).isInstanceOf(StatusChange.Unreadable.class);
    }

    private static JsonNode patch(StatusChange change) throws IOException {
        return new ObjectMapper().readTree(((StatusChange.Patch) change).json());
    }

    private static io.fabric8.kubernetes.api.model.PodCondition condition(String type, String status) {
        return new PodConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withLastTransitionTime(EARLIER)
                .build();
    }

    private static PodBuilder pod(String phase) {
        return new PodBuilder()
                .withNewMetadata()
                .endMetadata()
                .withNewStatus()
                .withPhase(phase)
                .endStatus();
    }
}
