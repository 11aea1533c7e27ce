package io.beemesh.e2e.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.EdgeHost;
import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.Rig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A workload whose hosts lose their cluster, and then one of themselves. */
class StateAutonomyIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LOSS = Duration.ofSeconds(180);
    private static final String POD = "notes-1";

    private static final Rig RIG = Rig.ofDialableHosts();
    private static List<EdgeHost> hosts = List.of();

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "edge hosts need root");
        hosts = RIG.hosts(3);
        RIG.stateImages();
    }

    @AfterAll
    static void close() {
        RIG.close();
    }

    @Test
    void podOfALostHostGoesOnElsewhereAndTheClusterTakesThatOver() throws Exception {
        Kubectl kubectl = RIG.kubectl("default");
        Notes notes = new Notes(kubectl);
        notes.start();
        notes.put(POD, "notes/kept", "yes");
        String uid = uid(kubectl);
        EdgeHost lost = notes.hostOf(hosts, POD);
        List<EdgeHost> others =
                hosts.stream().filter(host -> !host.equals(lost)).toList();
        Eventually.within(SOON, () -> assertThat(kubectl.run(
                        "exec", POD, "--", "etcdctl", "get", "--keys-only", "--prefix", "/beemesh.io/pods/"))
                .contains("notes-0", "notes-1", "notes-2"));

        RIG.killProvider();
        lost.cut();
        Eventually.within(LOSS, () -> assertThat(others)
                .as("hosts that run what the lost one ran")
                .filteredOn(host -> !host.runningContainers(uid).isEmpty())
                .hasSize(1));
        assertThat(lost.runningContainers()).isEmpty();

        lost.heal();
        RIG.startProvider();
        Eventually.within(LOSS, () -> {
            assertThat(notes.hostOf(others, POD).runningContainers(uid)).isNotEmpty();
            assertThat(kubectl.run("get", "events", "--field-selector=reason=TakenOver"))
                    .contains("pod/" + POD);
            assertThat(kubectl.query("pod/" + POD, "{.status.conditions[?(@.type==\"Ready\")].status}"))
                    .containsExactly("True");
        });
        kubectl.run("wait", "stategroup/notes", "--for=jsonpath={.status.ready}=3/3", "--timeout=60s");
        kubectl.run("rollout", "status", "statefulset/notes", "--timeout=60s");
        assertThat(uid(kubectl)).as("the same pod").isEqualTo(uid);
        assertThat(notes.get(POD, "notes/kept")).isEqualTo("yes\n");
        assertThat(lost.runningContainers()).as("on the host that was lost").isEmpty();
    }

    private static String uid(Kubectl kubectl) {
        return kubectl.query("pod/" + POD, "{.metadata.uid}").getFirst();
    }
}
