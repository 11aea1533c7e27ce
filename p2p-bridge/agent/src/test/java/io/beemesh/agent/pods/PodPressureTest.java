package io.beemesh.agent.pods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.eviction.Eviction;
import io.beemesh.agent.pods.testing.Orders;
import io.beemesh.agent.spec.Quantity;
import io.beemesh.mesh.wire.RunPod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A host that has not enough for all. */
class PodPressureTest extends PodWorkersFixture {
    private static final int CRITICAL = 2_000_001_000;
    private static final Eviction.Shortage SHORTAGE =
            new Eviction.Shortage(Eviction.Scarce.MEMORY, 50L << 20, Quantity.parse("100Mi"));
    private static final Eviction.Meter NO_GROUPS = (key, pod) -> new Eviction.Use(Map.of(), 0);

    @Test
    void evictsOnePodThatIsNotCriticalAndSaysWhy() throws Exception {
        workers.run(pod("vital", CRITICAL, "1Mi"));
        workers.run(pod("web", 0, "1Mi"));
        reports.awaitStatus(PodWorkersFixture::ready);

        boolean evicted = workers.evict(SHORTAGE, NO_GROUPS);

        assertThat(evicted).isTrue();
        JsonNode status = reports.awaitStatus(s -> s.path("reason").asText().equals("Evicted"));
        assertThat(status.path("phase").asText()).isEqualTo("Failed");
        assertThat(status.path("message").asText())
                .isEqualTo("The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. ");
        assertThat(status.path("conditions"))
                .anySatisfy(condition -> assertThat(condition.path("type").asText() + " "
                                + condition.path("reason").asText())
                        .isEqualTo("DisruptionTarget TerminationByKubelet"));
        assertThat(reports.awaitEvent("Evicted").warning()).isTrue();
        assertThat(workers.used().pods()).isOne();
        assertThat(workers.evict(SHORTAGE, NO_GROUPS)).isFalse();
    }

    @Test
    void refusesPodsThatAskForNothingWhileMemoryIsShort() throws Exception {
        workers.pressed(List.of("MemoryPressure"));

        assertThat(workers.run(Orders.pod("web", Orders.one("sleep"))))
                .isEqualTo(
                        new Admission.Verdict.Refused("Evicted", "The node had condition: [MemoryPressure]. ", false));
        assertThat(workers.run(pod("asks", 0, "1Mi"))).isEqualTo(new Admission.Verdict.Admitted());

        workers.pressed(List.of());
        assertThat(workers.run(Orders.pod("web", Orders.one("sleep")))).isEqualTo(new Admission.Verdict.Admitted());
    }

    @Test
    void makesRoomForACriticalPod() throws Exception {
        workers.run(pod("web", 0, "800Mi"));
        assertThat(workers.run(pod("other", 1000, "800Mi"))).isInstanceOf(Admission.Verdict.Refused.class);

        assertThat(workers.run(pod("vital", CRITICAL, "800Mi"))).isEqualTo(new Admission.Verdict.Admitted());

        JsonNode status = reports.awaitStatus(s -> s.path("reason").asText().equals("Preempting"));
        assertThat(status.path("message").asText()).isEqualTo("Preempted in order to admit critical pod");
        assertThat(workers.used().pods()).isOne();
        assertThat(workers.run(pod("greater", CRITICAL, "800Mi"))).isInstanceOf(Admission.Verdict.Refused.class);
    }

    private static RunPod pod(String name, int priority, String memory) {
        return Orders.pod(
                name,
                "'priority':%d,'terminationGracePeriodSeconds':0,'containers':[{'name':'web','image':'r/i:1',"
                                .formatted(priority)
                        + "'command':['sleep'],'resources':{'requests':{'memory':'" + memory + "'}}}]");
    }
}
