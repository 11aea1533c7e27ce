package io.beemesh.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.DocPage;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Somebody who types deploy/docs/pools.md from top to bottom. */
@OnRig(hosts = 0)
class PoolsDocIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final DocPage PAGE = new DocPage("deploy/docs/pools.md");

    @Test
    void everyCommandOfThePageWorks(Kubectl kubectl, Rig rig) throws Exception {
        try (SimulatedHost host = SimulatedHost.join(rig, "edge-1")) {
            kubectl.awaitCondition("edgehost/edge-1", "Ready");
            List<String> commands = PAGE.commands();

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
        List<String> first = PAGE.commands().subList(0, 4);

        first.subList(0, 3).forEach(line -> type(kubectl, line));

        assertThat(type(kubectl, first.get(3))).startsWith("java -jar beemesh-agent.jar join --token bm1.");
        kubectl.run("delete", "jointoken", "north", "--namespace=beemesh-system");
    }

    private static String type(Kubectl kubectl, String line) {
        return DocPage.type(kubectl, line, LIMIT);
    }
}
