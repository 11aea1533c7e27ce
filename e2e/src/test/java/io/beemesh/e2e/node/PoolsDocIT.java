package io.beemesh.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Command;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Somebody who types deploy/docs/pools.md from top to bottom. */
@OnRig(hosts = 0)
class PoolsDocIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```$");

    @Test
    void everyCommandOfThePageWorks(Kubectl kubectl, Rig rig) throws Exception {
        try (SimulatedHost host = SimulatedHost.join(rig, "edge-1")) {
            kubectl.awaitCondition("edgehost/edge-1", "Ready");
            List<String> commands = commands();

            assertThat(commands).hasSizeGreaterThan(10);
            commands.forEach(line -> type(kubectl, line));
            assertThat(host.lost()).isNotDone();
        } finally {
            kubectl.attempt("uncordon", "beemesh");
            kubectl.attempt("delete", "edgehost", "edge-1");
        }
    }

    @Test
    void lastCommandOfATokenPrintsTheJoinCommand(Kubectl kubectl, Rig rig) throws Exception {
        rig.provider();
        List<String> first = commands().subList(0, 4);

        first.subList(0, 3).forEach(line -> type(kubectl, line));

        assertThat(type(kubectl, first.get(3))).startsWith("java -jar beemesh-agent.jar join --token bm1.");
        kubectl.run("delete", "jointoken", "north", "--namespace=beemesh-system");
    }

    private static List<String> commands() throws IOException {
        String page = Files.readString(Rig.checkout().resolve("deploy/docs/pools.md"));
        return BLOCK.matcher(page)
                .results()
                .flatMap(block -> block.group(1).lines())
                .toList();
    }

    private static String type(Kubectl kubectl, String line) {
        String path = kubectl.program().getParent() + ":" + System.getenv("PATH");
        return new Command(
                        List.of("bash", "-o", "pipefail", "-c", "cd " + Rig.checkout() + " && " + line),
                        Map.of("KUBECONFIG", kubectl.kubeconfig().toString(), "PATH", path))
                .run(LIMIT);
    }
}
