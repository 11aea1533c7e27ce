package io.beemesh.e2e.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Command;
import io.beemesh.e2e.rig.Command.Outcome;
import io.beemesh.e2e.rig.DocPage;
import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Rig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A newcomer, who types the README from top to bottom. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReadmeIT {
    private static final Duration LONG = Duration.ofMinutes(30);
    private static final Duration SHORT = Duration.ofSeconds(60);
    private static final Pattern JOIN = Pattern.compile("join --token (bm1\\S+) (/\\S.*)");

    private static final String UP = "deploy/quickstart --hosts 3";
    private static final String ENV = "eval \"$(deploy/quickstart env)\"";
    private static final String SCALE =
            "kubectl scale deployment hello --replicas 3 && kubectl get pods --output wide --watch";
    private static final String SHELL = "kubectl exec --stdin --tty deployment/hello -- sh";
    private static final String DOWN = "deploy/quickstart down";
    private static final String TOKEN = "java -jar provider/target/beemesh-provider.jar token create --ttl 1h";
    private static final String JOINING =
            "java -jar beemesh-agent.jar join --token bm1... /ip4/192.0.2.1/tcp/4001/p2p/12D3Koo...";
    private static final String HOSTS = "kubectl get edgehosts";
    // HelmIT types these three, in a cluster with a real node.
    private static final String IMAGE = "deploy/image/build --output beemesh.oci.tar";
    private static final String INSTALL =
            "helm install beemesh helm/beemesh --namespace beemesh-system --create-namespace";
    private static final String ALL_OF_IT = "deploy/quickstart --helm --hosts 3";

    @TempDir
    static Path folder;

    private static Path state;

    @BeforeAll
    static void quickstart() {
        state = folder.resolve("state");
    }

    @AfterAll
    static void down() {
        shell(SHORT, DOWN);
    }

    private static Outcome shell(Duration limit, String script) {
        return shell(limit, script, "");
    }

    private static Outcome shell(Duration limit, String script, String input) {
        String line = "cd " + Rig.checkout() + " && source deploy/lib/toolchain.sh 2>/dev/null; " + script;
        return new Command(List.of("bash", "-c", line), Map.of("BEEMESH_STATE", state.toString(), "KUBECONFIG", ""))
                .attempt(limit, input);
    }

    private static String succeeds(Duration limit, String script) {
        Outcome outcome = shell(limit, script);
        assertThat(outcome.exitCode())
                .as("%s%n%s%n%s", script, outcome.output(), outcome.errors())
                .isZero();
        return outcome.output();
    }

    private static List<String> query(String resource, String path) {
        String answer = succeeds(SHORT, ENV + "; kubectl get " + resource + " --output=jsonpath='" + path + "'")
                .strip();
        return answer.isEmpty() ? List.of() : List.of(answer.split("\\s+"));
    }

    @Test
    @Order(1)
    void knowsEveryCommandOfTheReadme() {
        assertThat(new DocPage("README.md").commands())
                .containsExactly(UP, ENV, SCALE, SHELL, DOWN, TOKEN, JOINING, HOSTS, IMAGE, INSTALL, ALL_OF_IT);
    }

    @Test
    @Order(2)
    void quickstartShowsAPodThatRuns() {
        String said = succeeds(LONG, UP);

        assertThat(said)
                .contains("$ kubectl get nodes,edgehosts,pods --output wide", "podman://", "hello from pod hello-")
                .contains("this is hello-");
        assertThat(query("edgehosts", "{.items[*].status.conditions[?(@.type==\"Ready\")].status}"))
                .containsExactly("True", "True", "True");
    }

    @Test
    @Order(3)
    void threeReplicasRunOnThreeHosts() {
        Outcome watched = shell(Duration.ofSeconds(20), ENV + "; " + SCALE);

        assertThat(watched.exitCode()).as("a watch has no end").isEqualTo(Command.TIMED_OUT);
        assertThat(watched.output()).contains("deployment.apps/hello scaled", "1/1     Running");
        succeeds(SHORT, ENV + "; kubectl rollout status deployment/hello --timeout=60s");
        Set<String> hosts = new TreeSet<>(query("pods", "{.items[*].metadata.annotations.beemesh\\.io/host}"));
        assertThat(hosts).hasSize(3);
    }

    @Test
    @Order(4)
    void shellInATerminalAnswers() {
        Outcome shell = shell(
                SHORT,
                ENV + "; script --quiet --return --command '" + SHELL + "' /dev/null",
                "hostname; tty; exit 3\n");

        assertThat(shell.output()).contains("hello-", "/dev/pts/0");
        assertThat(shell.exitCode()).isEqualTo(3);
    }

    @Test
    @Order(5)
    void quickstartTwiceIsFine() {
        assertThat(succeeds(LONG, UP)).contains("hello from pod hello-");
        assertThat(shell(SHORT, ALL_OF_IT).errors()).contains("with the provider as a process", "down', then");
        assertThat(shell(SHORT, UP + " --hlem").errors()).contains("unknown argument: --hlem");
    }

    @Test
    @Order(6)
    void hostJoinsWithTheCommandThatATokenPrints() {
        String printed = succeeds(SHORT, ENV + "; " + TOKEN);
        Matcher join = JOIN.matcher(printed);
        assertThat(join.find()).as(printed).isTrue();
        String edge = "e2e/rig/edge %s --dir " + state + " ";

        succeeds(SHORT, edge.formatted("up") + 4);
        succeeds(SHORT, edge.formatted("join") + "4 " + join.group(1) + " " + join.group(2));

        Eventually.within(
                SHORT,
                () -> assertThat(succeeds(SHORT, ENV + "; " + HOSTS).lines()).hasSize(5));
    }

    @Test
    @Order(7)
    void deletedHostIsRevoked() {
        String name = query("edgehosts", "{.items[0].metadata.name}").getFirst();

        succeeds(SHORT, ENV + "; kubectl delete edgehost " + name);

        Eventually.within(SHORT, () -> assertThat(detachedHosts()).isEqualTo(1));
        assertThat(query("edgehosts", "{.items[*].metadata.name}")).hasSize(3).doesNotContain(name);
    }

    /** How many of the agents say that a provider does not let them in. */
    private static long detachedHosts() {
        String status = ENV + "; for host in 1 2 3 4; do BEEMESH_HOME=" + state
                + "/edge/$host/home java -jar p2p-bridge/agent/target/beemesh-agent.jar status; done";
        return succeeds(SHORT, status)
                .lines()
                .filter(line -> line.startsWith("ATTACHED") && line.contains("no: "))
                .count();
    }

    @Test
    @Order(8)
    void downLeavesNothing() throws Exception {
        succeeds(SHORT, DOWN);

        if (Files.exists(state)) {
            try (Stream<Path> left = Files.list(state)) {
                assertThat(left).isEmpty();
            }
        }
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse(""))
                        .filter(line -> line.contains(state.toString())))
                .isEmpty();
        assertThat(shell(SHORT, DOWN).exitCode()).isZero();
    }
}
