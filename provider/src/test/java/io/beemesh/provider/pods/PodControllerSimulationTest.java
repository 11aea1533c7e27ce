package io.beemesh.provider.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.hosts.testing.FakeHost;
import io.beemesh.provider.placement.Assignment;
import io.beemesh.provider.status.StatusMapper;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodControllerSimulationTest {
    private static final int STEPS = 4000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void runsEachPodOnOneHostWhateverFails(long seed) throws InterruptedException {
        Simulation simulation = new Simulation(seed, 4, 0.15);

        for (int step = 0; step < STEPS; step++) {
            simulation.step();
            assertThat(simulation.violations).as("seed %d, step %d", seed, step).isEmpty();
        }
        simulation.settle();

        assertThat(simulation.violations).as("seed %d, at the end", seed).isEmpty();
        settledPodsAreWhereTheyShouldBe(simulation);
    }

    private static void settledPodsAreWhereTheyShouldBe(Simulation simulation) {
        Set<String> expected = new TreeSet<>();
        for (Pod pod : simulation.cluster.pods()) {
            String uid = pod.getMetadata().getUid();
            assertThat(pod.getMetadata().getDeletionTimestamp())
                    .as("%s is deleted and should have gone", uid)
                    .isNull();
            if (StatusMapper.terminal(pod)) {
                continue;
            }
            assertThat(pod.getStatus().getPhase()).as("phase of %s", uid).isEqualTo("Running");
            FakeHost host =
                    simulation.hosts.get(Assignment.of(pod).orElseThrow().host());
            assertThat(host.pods).as("pods of the host of %s", uid).containsKey(uid);
            expected.add(uid);
        }
        Set<String> running = new TreeSet<>();
        simulation
                .hosts
                .values()
                .forEach(host -> host.pods.forEach((uid, held) -> {
                    if (held.phase().equals("Running")) {
                        running.add(uid);
                    }
                }));
        assertThat(running).isEqualTo(expected);
    }
}
