package io.beemesh.e2e.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.EdgeHost;
import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A StatefulSet with a group, and what happens to it. */
@OnRig(hosts = 3)
class StateGroupIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LOSS = Duration.ofSeconds(180);

    @BeforeEach
    void serveImages(Rig rig) {
        rig.stateImages();
    }

    @Test
    void podOfAHostThatLostItsGroupIsKilledAndReplacedAndTheStoreStays(Kubectl kubectl, List<EdgeHost> hosts)
            throws Exception {
        Notes notes = new Notes(kubectl);
        notes.start();
        notes.put("notes-1", "notes/kept", "yes");
        String leader = notes.leader();
        kubectl.run("wait", "pod/" + leader, "--for=condition=beemesh.io/Leader", "--timeout=30s");
        String before = kubectl.run("exec", leader, "--", "cat", "/run/beemesh.io/state/token");
        EdgeHost lost = notes.hostOf(hosts, leader);

        lost.cut();
        try {
            Eventually.within(SOON, () -> assertThat(lost.runningContainers())
                    .as("what a host without a quorum runs")
                    .isEmpty());
            // For a while there is none: the label goes with the host, and comes with who is elected.
            AtomicReference<String> other = new AtomicReference<>("");
            Eventually.within(SOON, () -> {
                other.set(notes.leader());
                assertThat(other.get()).isNotEmpty().isNotEqualTo(leader);
            });
            Eventually.within(
                    SOON, () -> assertThat(notes.get(other.get(), "notes/kept")).isEqualTo("yes\n"));
            Eventually.within(LOSS, () -> assertThat(
                            kubectl.run("exec", leader, "--", "cat", "/run/beemesh.io/state/token"))
                    .satisfies(token -> assertThat(Long.parseLong(token)).isGreaterThan(Long.parseLong(before))));
        } finally {
            lost.heal();
        }

        Eventually.within(LOSS, () -> assertThat(notes.group("{.status.conditions[0].reason}"))
                .isEqualTo("AllFollow"));
        Eventually.within(
                SOON, () -> assertThat(notes.get(leader, "notes/kept")).isEqualTo("yes\n"));
    }

    @Test
    void agentsThatAreKilledFindTheirPodsAndGoOn(Kubectl kubectl, List<EdgeHost> hosts) throws Exception {
        Notes notes = new Notes(kubectl);
        notes.start();
        notes.put("notes-0", "notes/kept", "yes");
        String before = starts(kubectl);

        hosts.forEach(EdgeHost::killAgent);
        hosts.forEach(EdgeHost::startAgent);

        Eventually.within(
                SOON, () -> assertThat(notes.get("notes-2", "notes/kept")).isEqualTo("yes\n"));
        kubectl.run("rollout", "status", "statefulset/notes", "--timeout=90s");
        assertThat(starts(kubectl)).as("no container was started anew").isEqualTo(before);
    }

    @Test
    void whatCannotBeHadIsRefusedByName(Kubectl kubectl) {
        kubectl.apply("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: odd, annotations: {beemesh.io/state: paxos}}
                spec:
                  selector: {matchLabels: {app: odd}}
                  template:
                    metadata: {labels: {app: odd}}
                    spec:
                      nodeSelector: {beemesh.io/mesh: default}
                      tolerations: [{key: virtual-kubelet.io/provider, operator: Exists}]
                      containers: [{name: odd, image: "busybox:1"}]
                """);

        Eventually.within(
                SOON, () -> assertThat(kubectl.run("get", "events", "--field-selector=reason=InvalidStateGroup"))
                        .contains("annotation beemesh.io/state: 'paxos' (expected: 'raft')"));
        kubectl.run("delete", "statefulset/odd");
    }

    private static String starts(Kubectl kubectl) {
        return String.join(
                " ", kubectl.query("pods", "{.items[*].status.containerStatuses[0].state.running.startedAt}"));
    }
}
