package io.beemesh.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.EdgeHost;
import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever part crashes, containers go on and the cluster finds them again: none lost, none twice, none restarted. */
@OnRig(hosts = 2)
class CrashIT {
    private static final int PODS = 20;
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    @Test
    void containersOutliveTheAgent(Kubectl kubectl, List<EdgeHost> hosts) {
        Set<String> before = runPods(kubectl, hosts);

        hosts.forEach(EdgeHost::killAgent);
        assertThat(running(hosts)).isEqualTo(before);
        hosts.forEach(EdgeHost::startAgent);

        awaitTheSame(before, kubectl, hosts);
    }

    @Test
    void containersOutliveTheProvider(Kubectl kubectl, List<EdgeHost> hosts, Rig rig) {
        Set<String> before = runPods(kubectl, hosts);

        rig.killProvider();
        assertThat(running(hosts)).isEqualTo(before);
        rig.startProvider();

        awaitTheSame(before, kubectl, hosts);
    }

    @Test
    void containersOutliveThePodmanService(Kubectl kubectl, List<EdgeHost> hosts) {
        Set<String> before = runPods(kubectl, hosts);

        hosts.forEach(EdgeHost::killPodman);

        awaitTheSame(before, kubectl, hosts);
    }

    @Test
    void containersOutliveTheApiServer(Kubectl kubectl, List<EdgeHost> hosts, Rig rig) {
        Set<String> before = runPods(kubectl, hosts);

        rig.crash("kube-apiserver");

        awaitTheSame(before, kubectl, hosts);
    }

    private static Set<String> runPods(Kubectl kubectl, List<EdgeHost> hosts) {
        kubectl.apply(new Workload("many", PODS).yaml());
        kubectl.run("rollout", "status", "deployment/many", "--timeout=150s");
        Set<String> running = running(hosts);
        assertThat(running).hasSize(PODS).isEqualTo(reported(kubectl));
        return running;
    }

    private static void awaitTheSame(Set<String> before, Kubectl kubectl, List<EdgeHost> hosts) {
        // An answer from inside each pod proves that the whole way to it is there again.
        Eventually.within(RECOVERY, () -> {
            for (String pod : kubectl.query("pods", "{.items[*].metadata.name}")) {
                assertThat(kubectl.run("exec", pod, "--", "echo", "here")).isEqualTo("here\n");
            }
        });
        Eventually.within(RECOVERY, () -> assertThat(kubectl.query("deployment/many", "{.status.readyReplicas}"))
                .containsExactly(Integer.toString(PODS)));
        assertThat(running(hosts)).isEqualTo(before);
        assertThat(reported(kubectl)).isEqualTo(before);
        assertThat(kubectl.query("pods", "{.items[*].status.containerStatuses[*].restartCount}"))
                .hasSize(PODS)
                .containsOnly("0");
    }

    private static Set<String> running(List<EdgeHost> hosts) {
        return hosts.stream().flatMap(host -> host.runningContainers().stream()).collect(Collectors.toSet());
    }

    /** The container ids in the pods' status, without the scheme. */
    private static Set<String> reported(Kubectl kubectl) {
        return kubectl.query("pods", "{.items[*].status.containerStatuses[*].containerID}").stream()
                .map(id -> id.substring(id.lastIndexOf('/') + 1))
                .collect(Collectors.toSet());
    }
}
