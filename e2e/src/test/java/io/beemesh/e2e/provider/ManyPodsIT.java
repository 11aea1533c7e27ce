package io.beemesh.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.FaultyApi;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.provider.hosts.testing.FakeHost;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * As many pods at once as a Deployment that got a digit too many, and their end with the namespace.
 * {@code -Dbeemesh.many.pods=1000} takes two minutes.
 */
@OnRig(hosts = 0)
class ManyPodsIT {
    private static final int PODS = Integer.getInteger("beemesh.many.pods", 300);
    private static final int HOSTS = 10;
    private static final Duration LONG = Duration.ofSeconds(120);
    /** Its status while it ends, its end, its events, and what it names, which its namespace loses meanwhile. */
    private static final int REQUESTS_A_POD = 6;

    @Test
    void allAreGoneWithTheirNamespaceAndWithFewRequests(Kubectl kubectl) {
        String node = kubectl.namespace();
        kubectl.apply("{apiVersion: v1, kind: Node, metadata: {name: %s}}".formatted(node));
        List<FakeHost> hosts = IntStream.rangeClosed(1, HOSTS)
                .mapToObj(number -> new FakeHost(number, PODS / HOSTS + 10))
                .toList();
        try (FaultyApi api = FaultyApi.beside(kubectl.kubeconfig());
                NodeUnderTest it = NodeUnderTest.start(api.kubeconfig(), node, hosts)) {
            hosts.forEach(it::attach);
            kubectl.apply(IntStream.range(0, PODS)
                    .mapToObj(number -> pod(node, number))
                    .collect(Collectors.joining("---\n")));
            Eventually.within(LONG, () -> assertThat(running(kubectl)).isEqualTo(PODS));
            assertThat(it.asked).hasSize(PODS);

            int before = api.requests();
            kubectl.run("delete", "namespace", kubectl.namespace(), "--timeout=" + LONG.toSeconds() + "s");

            Eventually.within(LONG, () -> assertThat(hosts)
                    .allSatisfy(host -> assertThat(host.pods).isEmpty()));
            assertThat(api.requests() - before).isLessThan(PODS * REQUESTS_A_POD);
        } finally {
            kubectl.attempt("delete", "node", node);
            kubectl.attempt("create", "namespace", kubectl.namespace());
        }
    }

    private static long running(Kubectl kubectl) {
        return kubectl.query("pods", "{.items[*].status.phase}").stream()
                .filter("Running"::equals)
                .count();
    }

    private static String pod(String node, int number) {
        String pod = """
                apiVersion: v1
                kind: Pod
                metadata: {name: web-%d}
                spec: {nodeName: %s, terminationGracePeriodSeconds: 1, containers: [{name: web, image: none}]}
                """;
        return pod.formatted(number, node);
    }
}
