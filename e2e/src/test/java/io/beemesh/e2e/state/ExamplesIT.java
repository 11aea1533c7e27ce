package io.beemesh.e2e.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.DocPage;
import io.beemesh.e2e.rig.EdgeHost;
import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody who types deploy/examples/README.md from top to bottom. */
@OnRig(hosts = 3)
class ExamplesIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final String WORK = "until kubectl exec worker-1 -- etcdctl get --print-value-only work/last"
            + " | grep worker; do sleep 1; done";

    private static final String BEES =
            "kubectl exec sqlite-0 -c http -- sql 'SELECT name, hive FROM bees ORDER BY name'";

    @BeforeEach
    void serveImages(Rig rig) {
        rig.stateImages();
    }

    @Test
    void everyCommandOfThePageWorksAndNothingIsLeft(Kubectl kubectl, List<EdgeHost> hosts) throws Exception {
        List<String> answers = new ArrayList<>();
        List<String> commands = new DocPage("deploy/examples/README.md").commands();
        for (String line : commands) {
            answers.add(type(kubectl, line));
        }

        assertThat(answers.get(commands.indexOf("kubectl get stategroups")))
                .contains("notes", "3/3", "True", "AllFollow");
        assertThat(answers.get(
                        commands.indexOf("kubectl exec notes-1 -- etcdctl get --print-value-only notes/greeting")))
                .isEqualTo("hello\n");
        assertThat(answers.get(
                        commands.lastIndexOf("kubectl exec notes-1 -- etcdctl get --print-value-only notes/greeting")))
                .isEqualTo("good-day\n");
        assertThat(answers.get(commands.indexOf(WORK))).matches("[0-9]+ worker-[0-2]\n");
        assertThat(answers.get(commands.indexOf("kubectl logs --selector beemesh.io/leader=true --tail=3")))
                .matches("(leader [0-9]+: did the work\n){1,3}");
        assertThat(answers)
                .as("what every pod of the database reads, and what its leader answers a POST")
                .contains("2\n", "Maja\nWilli\n");
        assertThat(answers.get(commands.indexOf(BEES)))
                .as("the database after its leader went")
                .isEqualTo("Flip|3\nMaja|2\nWilli|2\n");
        Eventually.within(SOON, () -> {
            for (EdgeHost host : hosts) {
                assertThat(host.exec("sh", "-c", "find / -xdev -path '*/home/state/*' -type f | grep -v lock || :"))
                        .as("files of groups on %s", host.name())
                        .isEmpty();
            }
        });
    }

    private static String type(Kubectl kubectl, String line) {
        String here = "kubectl() { command kubectl --namespace " + kubectl.namespace() + " \"$@\"; }; ";
        return DocPage.type(kubectl, here + line, LIMIT);
    }
}
