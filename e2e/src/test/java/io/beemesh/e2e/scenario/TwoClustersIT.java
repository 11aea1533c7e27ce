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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One host, two control planes that know nothing of each other. */
@OnRig(hosts = 2)
class TwoClustersIT {
    private static final Duration ATTACHED = Duration.ofSeconds(20);
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    @Test
    void oneHostRunsPodsOfTwoClustersAndWhatIsLostOfOneTouchesNothingOfTheOther(Kubectl one, List<EdgeHost> hosts) {
        String mostCpu = mostCpu(one, hosts.size());
        run(one, mostCpu);
        EdgeHost host = hosts.stream()
                .filter(each -> !each.runningContainers().isEmpty())
                .findFirst()
                .orElseThrow();
        try (Rig rig = Rig.alone()) {
            Kubectl two = rig.kubectl("default");
            rig.provider();
            joinToo(host, rig);
            Eventually.within(
                    ATTACHED, () -> assertThat(two.query("edgehosts", "{.items[*].status.conditions[0].status}"))
                            .containsExactly("True"));
            two.awaitCondition("node/beemesh", "Ready");
            run(two, "10m");
            Set<String> both = host.runningContainers();
            assertThat(both).hasSize(2);
            admitsNoMoreThanItHas(two, mostCpu);
            assertThat(host.runningContainers()).isEqualTo(both);

            rig.killProvider();
            rig.kill("kube-apiserver");
            assertServes(one);
            assertThat(host.runningContainers()).isEqualTo(both);
            host.agent("status")
                    .lines()
                    .filter(line -> line.contains(" away "))
                    .findFirst()
                    .orElseThrow();

            rig.startControlPlane();
            rig.startProvider();
            Eventually.within(RECOVERY, () -> assertServes(two));
            assertServes(one);
            assertThat(host.runningContainers()).isEqualTo(both);
            leaves(host, two);
        }
        assertServes(one);
    }

    private static void joinToo(EdgeHost host, Rig rig) {
        List<String> invitation = rig.invitation();
        host.agent(
                Stream.concat(Stream.of("join", "--token"), invitation.stream()).toArray(String[]::new));
        host.agent(
                Stream.concat(Stream.of("join", "--token"), invitation.stream()).toArray(String[]::new));
    }

    /** More than half of what a host has. */
    private static String mostCpu(Kubectl kubectl, int hosts) {
        String all = kubectl.query("node/beemesh", "{.status.allocatable.cpu}").getFirst();
        long millis =
                all.endsWith("m") ? Long.parseLong(all.substring(0, all.length() - 1)) : 1000 * Long.parseLong(all);
        return millis / hosts * 6 / 10 + "m";
    }

    private static void run(Kubectl kubectl, String cpu) {
        kubectl.apply(new Workload("web", 1).yaml().replace("cpu: 10m", "cpu: " + cpu));
        kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
    }

    /** This cluster's scheduler sees room for a pod that the host has none for, because of the other cluster's pod. */
    private static void admitsNoMoreThanItHas(Kubectl kubectl, String mostCpu) {
        kubectl.apply(new Workload("big", 1).yaml().replace("cpu: 10m", "cpu: " + mostCpu));
        Eventually.within(RECOVERY, () -> assertThat(kubectl.query("events", "{.items[*].reason}"))
                .contains("NoHostFits"));
        kubectl.run("delete", "deployment/big", "--wait=false");
    }

    private static void assertServes(Kubectl kubectl) {
        assertThat(kubectl.run("logs", "deployment/web")).isEqualTo("started\n");
        assertThat(kubectl.run("exec", "deployment/web", "--", "echo", "here")).isEqualTo("here\n");
        assertThat(kubectl.query("pods", "{.items[?(@.metadata.labels.app==\"web\")].status.phase}"))
                .containsExactly("Running");
        assertThat(kubectl.query(
                        "pods", "{.items[?(@.metadata.labels.app==\"web\")].status.containerStatuses[*].restartCount}"))
                .containsExactly("0");
    }

    private static void leaves(EdgeHost host, Kubectl second) {
        String cluster =
                second.query("namespace/kube-system", "{.metadata.uid}").getFirst();
        host.agent("leave", "--yes", "--cluster", cluster);
        assertThat(host.runningContainers()).hasSize(1);
        assertThat(host.agent("status")).doesNotContain(cluster);
    }
}
