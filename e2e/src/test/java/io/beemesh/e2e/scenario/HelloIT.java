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

@OnRig
class HelloIT {
    @Test
    void podOfTheExampleRunsOnTheEdgeHostAndAnswers(Kubectl kubectl, List<EdgeHost> hosts) {
        runExample(kubectl);

        assertThat(kubectl.query("pods", "{.items[*].spec.nodeName}")).containsExactly("beemesh");
        assertThat(kubectl.query("pods", "{.items[*].status.phase}")).containsExactly("Running");
        assertThat(hosts.getFirst().runningContainers()).hasSize(1);
    }

    @Test
    void logsAreThoseOfTheContainer(Kubectl kubectl) {
        runExample(kubectl);

        Eventually.within(Duration.ofSeconds(10), () -> assertThat(kubectl.run("logs", "deployment/hello"))
                .contains("hello from pod hello-"));
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

        assertThat(hosts.getFirst().runningContainers()).isEmpty();
    }

    private static void runExample(Kubectl kubectl) {
        kubectl.run("apply", "--filename=" + Rig.checkout().resolve("deploy/examples/hello.yaml"));
        kubectl.run("rollout", "status", "deployment/hello", "--timeout=90s");
    }
}
