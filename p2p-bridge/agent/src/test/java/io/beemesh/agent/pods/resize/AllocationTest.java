package io.beemesh.agent.pods.resize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.agent.cgroup.ControlGroup.Bounds;
import io.beemesh.agent.pods.status.Resizing;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a pod was allocated, in the journal, in events, and beside what its control groups say. */
class AllocationTest {
    private static final Pod POD =
            ResizePlanTest.pod("{'requests':{'cpu':'50m','memory':'32Mi'},'limits':{'memory':'64Mi','cpu':'200m'}}");
    private static final Resources RESOURCES = POD.containers().getFirst().resources();

    @Test
    void comesBackFromTheJournal() throws IOException {
        Allocation kept = Allocation.of(POD);

        assertThat(Allocation.from(kept.toBytes())).isEqualTo(kept);
        assertThatThrownBy(() ->
                        Allocation.from("{\"main\":{\"limits\":{\"cpu\":\"x\"}}}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void replacesWhatAPodAsksFor() {
        Pod asks = ResizePlanTest.pod("{'requests':{'cpu':'1','memory':'1Gi'}}");

        assertThat(Allocation.of(POD).suits(asks)).isFalse();
        assertThat(Allocation.of(POD).suits(Allocation.of(POD).in(asks))).isTrue();
    }

    @Test
    void isToldAsTheKubeletTellsIt() {
        String summary = "{\"containers\":[{\"name\":\"main\",\"resources\":{\"limits\":{\"cpu\":\"200m\","
                + "\"memory\":\"64Mi\"},\"requests\":{\"cpu\":\"50m\",\"memory\":\"32Mi\"}}}],\"generation\":2";

        assertThat(ResizeWords.started(POD).message()).isEqualTo("Pod resize started: " + summary + "}");
        assertThat(ResizeWords.completed(POD, 2).message()).isEqualTo("Pod resize completed: " + summary + "}");
        assertThat(ResizeWords.failed(POD, 2, "no").message())
                .isEqualTo("Pod resize error: " + summary + ",\"error\":\"no\"}");
        assertThat(ResizeWords.pending(POD, "OutOfcpu", "no"))
                .matches(event -> event.reason().equals("ResizeDeferred"))
                .matches(event -> event.message().startsWith("Pod resize OutOfcpu: "));
        assertThat(ResizeWords.pending(POD, Resizing.INFEASIBLE, "no").reason()).isEqualTo("ResizeInfeasible");
    }

    @Test
    void isShownAsItsControlGroupHasIt() {
        Resources shown = ActualResources.of(
                RESOURCES, new Bounds(OptionalLong.of(102), OptionalLong.of(1500), OptionalLong.of(128 << 20)));

        assertThat(Allocation.json(shown))
                .hasToString("{\"limits\":{\"cpu\":\"1500m\",\"memory\":\"128Mi\"},"
                        + "\"requests\":{\"cpu\":\"100m\",\"memory\":\"32Mi\"}}");
        assertThat(ActualResources.of(
                        RESOURCES, new Bounds(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty())))
                .isEqualTo(RESOURCES);
    }

    @Test
    void isShownAsAskedWhereTheKernelTakesNoLessAndCountsInPages() {
        Resources asked = ResizePlanTest.pod("{'requests':{'cpu':'1m'},'limits':{'cpu':'5m','memory':'100000001'}}")
                .containers()
                .getFirst()
                .resources();

        Resources shown = ActualResources.of(
                asked, new Bounds(OptionalLong.of(2), OptionalLong.of(10), OptionalLong.of(99_999_744)));

        assertThat(Allocation.json(shown)).isEqualTo(Allocation.json(asked));
    }
}
