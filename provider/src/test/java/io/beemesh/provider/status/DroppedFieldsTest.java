package io.beemesh.provider.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** An API server that does not know all that hosts report. */
class DroppedFieldsTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final String REPORT = """
            {"phase":"Running","startTime":"2026-11-01T11:00:00Z","allocatedResources":{"cpu":"1"},
             "conditions":[{"type":"Ready","status":"%s","observedGeneration":2,
               "lastTransitionTime":"2026-11-01T11:00:00Z"}],
             "containerStatuses":[{"name":"web","restartCount":0,"image":"i","resources":{"requests":{"cpu":"1"}}}]}""";
    private static final String KNOWN = """
            {"phase":"Running","startTime":"2026-11-01T11:00:00Z","hostIP":"10.0.0.1","hostIPs":[{"ip":"10.0.0.1"}],
             "conditions":[{"type":"Ready","status":"%s","lastTransitionTime":"2026-11-01T11:00:00Z"}],
             "containerStatuses":[{"name":"web","restartCount":0,"image":"i"}]}""";

    private final StatusMapper mapper = new StatusMapper("10.0.0.1");
    private final DroppedFields dropped = new DroppedFields();

    @Test
    void whatIsDroppedIsNotWrittenForItsOwnSake() {
        Pod before = pod("{\"phase\":\"Pending\"}");
        Pod after = pod(KNOWN.formatted("True"));

        StatusChange.Patch first = patch(before, REPORT.formatted("True"));
        assertThat(dropped.areAll(first, before)).isFalse();
        dropped.learn(first, after);

        assertThat(dropped.areAll(patch(after, REPORT.formatted("True")), after))
                .isTrue();
    }

    @Test
    void whatElseChangesIsWritten() {
        Pod pod = pod(KNOWN.formatted("True"));
        dropped.learn(patch(pod, REPORT.formatted("True")), pod);

        String restarted = REPORT.formatted("True").replace("\"restartCount\":0", "\"restartCount\":1");
        String failed = REPORT.formatted("True").replace("Running", "Failed");
        String twice = REPORT.formatted("True").replace("\"containerStatuses\":[", """
                "containerStatuses":[{"name":"side","restartCount":0,"image":"i"},""");

        for (String report : new String[] {REPORT.formatted("False"), restarted, failed, twice}) {
            assertThat(dropped.areAll(patch(pod, report), pod)).as(report).isFalse();
        }
    }

    @Test
    void whatIsClearedIsWritten() {
        Pod pod = pod(KNOWN.formatted("True"));
        dropped.learn(patch(pod, REPORT.formatted("True")), pod);
        Pod odd = pod(KNOWN.formatted("True").replace("{\"phase\"", "{\"reason\":\"Evicted\",\"phase\""));

        assertThat(dropped.areAll(patch(odd, REPORT.formatted("True")), odd)).isFalse();
    }

    @Test
    void aNewerApiServerIsNoticed() {
        Pod old = pod(KNOWN.formatted("True"));
        StatusChange.Patch patch = patch(old, REPORT.formatted("True"));
        dropped.learn(patch, old);
        assertThat(dropped.areAll(patch, old)).isTrue();

        dropped.learn(patch, pod(REPORT.formatted("True")));

        assertThat(dropped.areAll(patch, old)).isFalse();
    }

    private StatusChange.Patch patch(Pod pod, String report) {
        return (StatusChange.Patch) mapper.map(pod, report, NOW);
    }

    private static Pod pod(String status) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web")
                .withUid("uid-1")
                .endMetadata()
                .withStatus(Serialization.unmarshal(status, PodStatus.class))
                .build();
    }
}
