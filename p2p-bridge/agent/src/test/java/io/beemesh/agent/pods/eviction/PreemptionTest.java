package io.beemesh.agent.pods.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.agent.spec.Pod;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreemptionTest {
    private static final Pod CRITICAL = EvictionTest.pod("vital", 2_000_001_000, "100Mi");
    private static final Amount LACKING = new Amount(0, 100L << 20, 0, 0);

    @Test
    void onlyCriticalPodsPushOthersOff() {
        assertThat(Preemption.choose(
                        EvictionTest.pod("high", 1_000_000, "100Mi"), LACKING, List.of(pod("a", 0, "1Gi"))))
                .isEmpty();
    }

    @Test
    void thePodThatIsJustLargeEnoughGoes() {
        assertThat(chosen(pod("small", 0, "50Mi"), pod("large", 0, "1Gi"), pod("fit", 0, "120Mi")))
                .contains(List.of("fit"));
    }

    @Test
    void asManyGoAsAreNeeded() {
        assertThat(chosen(pod("a", 0, "60Mi"), pod("b", 0, "30Mi"), pod("c", 0, "20Mi"))
                        .orElseThrow())
                .containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void nobodyGoesWhenThatWouldNotBeEnough() {
        assertThat(chosen(pod("a", 0, "60Mi"))).isEmpty();
    }

    @Test
    void podsOfTheSamePriorityStay() {
        assertThat(chosen(pod("vital", 2_000_001_000, "1Gi"))).isEmpty();
    }

    @Test
    void aPlaceIsMadeByAPodThatAsksForNothing() {
        assertThat(Preemption.choose(
                        CRITICAL, new Amount(0, 0, 0, 1), List.of(pod("asks", 0, "10Mi"), pod("free", 0, ""))))
                .contains(List.of(new PodKey("c1", "free")));
    }

    private static Optional<List<String>> chosen(Preemption.Candidate... running) {
        return Preemption.choose(CRITICAL, LACKING, List.of(running))
                .map(keys -> keys.stream().map(PodKey::uid).toList());
    }

    private static Preemption.Candidate pod(String name, int priority, String memoryRequest) {
        return new Preemption.Candidate(new PodKey("c1", name), EvictionTest.pod(name, priority, memoryRequest));
    }
}
