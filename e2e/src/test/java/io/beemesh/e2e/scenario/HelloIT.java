package io.beemesh.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.EdgeHost;
import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@OnRig(hosts = 2)
class HelloIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void podOfTheExampleRunsOnOneEdgeHostAndAnswers(Kubectl kubectl, List<EdgeHost> hosts) {
        runExample(kubectl);

        assertThat(kubectl.query("pods", "{.items[*].spec.nodeName}")).containsExactly("beemesh");
        assertThat(kubectl.query("pods", "{.items[*].status.phase}")).containsExactly("Running");
        // What ran there before may still be about to end.
        Eventually.within(SOON, () -> assertThat(containers(hosts)).hasSize(1));
    }

    @Test
    void logsAreThoseOfTheContainer(Kubectl kubectl) {
        runExample(kubectl);

        Eventually.within(
                SOON, () -> assertThat(kubectl.run("logs", "deployment/hello")).contains("hello from pod hello-"));
        assertThat(kubectl.run("logs", "deployment/hello", "--tail=1").lines()).hasSize(1);
    }

    @Test
    void execAnswersWithOutputAndExitCode(Kubectl kubectl) {
        runExample(kubectl);

        assertThat(kubectl.run("exec", "deployment/hello", "--", "hostname")).startsWith("hello-");
        var failed = kubectl.attempt("exec", "deployment/hello", "--", "sh", "-c", "echo out; echo err >&2; exit 7");
        assertThat(failed.output()).isEqualTo("out\n");
        assertThat(failed.errors()).contains("err", "exit code 7");
        assertThat(failed.exitCode()).isEqualTo(7);
    }

    @Test
    void deletionEndsTheContainerAndTheObject(Kubectl kubectl, List<EdgeHost> hosts) {
        runExample(kubectl);

        kubectl.run("delete", "deployment/hello");
        kubectl.run("wait", "--for=delete", "pods", "--all", "--timeout=60s");

        Eventually.within(SOON, () -> assertThat(containers(hosts)).isEmpty());
    }

    private static List<String> containers(List<EdgeHost> hosts) {
        return hosts.stream().flatMap(host -> host.runningContainers().stream()).toList();
    }

    private static void runExample(Kubectl kubectl) {
        kubectl.run("apply", "--filename=" + Rig.checkout().resolve("deploy/examples/hello.yaml"));
        kubectl.run("rollout", "status", "deployment/hello", "--timeout=90s");
    }
}
