package io.beemesh.provider.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.kube.pod.EventRecorder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodEventsTest {
    private final List<EventRecorder.Happening> recorded = new ArrayList<>();
    private final PodEvents events = new PodEvents(recorded::add, Clock.systemUTC());

    @Test
    void assignmentIsTold() {
        events.assigned(pod("ReplicaSet"), "edge-1");

        assertThat(recorded).extracting(EventRecorder.Happening::reason).containsExactly("HostAssigned");
    }

    @Test
    void podOfADaemonSetIsToldHowToStayAway() {
        events.assigned(pod("DaemonSet"), "edge-1");

        assertThat(recorded)
                .extracting(EventRecorder.Happening::reason)
                .containsExactly("HostAssigned", "DaemonSetOnMesh");
        assertThat(recorded.getLast().warning()).isTrue();
        assertThat(recorded.getLast().message()).contains("key beemesh.io/mesh, operator DoesNotExist");
    }

    private static Pod pod(String owner) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web")
                .withUid("uid-1")
                .addNewOwnerReference()
                .withKind(owner)
                .endOwnerReference()
                .endMetadata()
                .build();
    }
}
