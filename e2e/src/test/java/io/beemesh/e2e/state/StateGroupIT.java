package io.beemesh.e2e.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.EdgeHost;
import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
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
        start(kubectl);
        kubectl.run("exec", "notes-1", "--", "etcdctl", "put", "notes/kept", "yes");
        String leader = leader(kubectl);
        String before = kubectl.run("exec", leader, "--", "cat", "/run/beemesh.io/state/token");
        EdgeHost lost = hostOf(kubectl, hosts, leader);

        lost.cut();
        try {
            Eventually.within(SOON, () -> assertThat(lost.runningContainers())
                    .as("what a host without a quorum runs")
                    .isEmpty());
            Eventually.within(SOON, () -> assertThat(leader(kubectl)).isNotEqualTo(leader));
            String other = leader(kubectl);
            Eventually.within(
                    SOON, () -> assertThat(get(kubectl, other, "notes/kept")).isEqualTo("yes\n"));
            Eventually.within(LOSS, () -> assertThat(
                            kubectl.run("exec", leader, "--", "cat", "/run/beemesh.io/state/token"))
                    .satisfies(token -> assertThat(Long.parseLong(token)).isGreaterThan(Long.parseLong(before))));
        } finally {
            lost.heal();
        }

        Eventually.within(LOSS, () -> assertThat(kubectl.query("stategroup/notes", "{.status.conditions[0].reason}"))
                .containsExactly("AllFollow"));
        Eventually.within(
                SOON, () -> assertThat(get(kubectl, leader, "notes/kept")).isEqualTo("yes\n"));
    }

    @Test
    void agentsThatAreKilledFindTheirPodsAndGoOn(Kubectl kubectl, List<EdgeHost> hosts) throws Exception {
        start(kubectl);
        kubectl.run("exec", "notes-0", "--", "etcdctl", "put", "notes/kept", "yes");
        String before = starts(kubectl);

        hosts.forEach(EdgeHost::killAgent);
        hosts.forEach(EdgeHost::startAgent);

        Eventually.within(
                SOON, () -> assertThat(get(kubectl, "notes-2", "notes/kept")).isEqualTo("yes\n"));
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

    private static void start(Kubectl kubectl) throws IOException {
        kubectl.apply(Files.readString(Rig.checkout().resolve("deploy/examples/state-notes.yaml")));
        kubectl.run("rollout", "status", "statefulset/notes", "--timeout=180s");
        kubectl.run("wait", "stategroup/notes", "--for=jsonpath={.status.ready}=3/3", "--timeout=60s");
        kubectl.run("wait", "stategroup/notes", "--for=jsonpath={.status.leaderPod}", "--timeout=60s");
    }

    private static String leader(Kubectl kubectl) {
        return kubectl.query("stategroup/notes", "{.status.leaderPod}").getFirst();
    }

    private static String starts(Kubectl kubectl) {
        return String.join(
                " ", kubectl.query("pods", "{.items[*].status.containerStatuses[0].state.running.startedAt}"));
    }

    private static String get(Kubectl kubectl, String pod, String key) {
        return kubectl.run("exec", pod, "--", "etcdctl", "get", "--print-value-only", key);
    }

    private static EdgeHost hostOf(Kubectl kubectl, List<EdgeHost> hosts, String pod) {
        String container = kubectl.query("pod/" + pod, "{.status.containerStatuses[0].containerID}")
                .getFirst()
                .replace("podman://", "");
        return hosts.stream()
                .filter(host -> host.runningContainers().contains(container))
                .findFirst()
                .orElseThrow();
    }
}
