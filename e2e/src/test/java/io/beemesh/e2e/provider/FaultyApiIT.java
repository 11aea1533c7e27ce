package io.beemesh.e2e.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.FaultyApi;
import io.beemesh.e2e.rig.FaultyApi.Fault;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.provider.hosts.testing.FakeHost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * Nodes whose way to the API server is bad for a while, each in a way of its own. {@code -Dbeemesh.fault.seconds=300}
 * shows what becomes of retries in five minutes.
 */
@OnRig(hosts = 0)
class FaultyApiIT {
    private static final Duration LASTS = Duration.ofSeconds(Integer.getInteger("beemesh.fault.seconds", 20));
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int REQUESTS_A_SECOND = 20;
    private static final Map<String, Fault> FAULTS = Map.of(
            "busy", new Fault.Refused(429, 1),
            "broken", new Fault.Refused(500, 0),
            "slow", new Fault.Slow(Duration.ofSeconds(2)),
            "cut", new Fault.ShortWatches(Duration.ofSeconds(1)),
            "compacted", new Fault.WatchesGone());

    @Test
    void podsComeToTheirRightEndWhateverTheApiServerDoes(Kubectl kubectl) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                PhaseHistory phases = PhaseHistory.of(kubectl)) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            FAULTS.forEach(
                    (name, fault) -> all.add(CompletableFuture.runAsync(() -> suffer(kubectl, name, fault), threads)));
            all.forEach(CompletableFuture::join);
            assertThat(phases.backward()).isEmpty();
        }
    }

    private static void suffer(Kubectl kubectl, String name, Fault fault) {
        String node = kubectl.namespace() + "-" + name;
        kubectl.apply("{apiVersion: v1, kind: Node, metadata: {name: %s}}".formatted(node));
        FakeHost host = new FakeHost(name.length() * 10 + name.charAt(1), 10);
        try (FaultyApi api = FaultyApi.beside(kubectl.kubeconfig());
                NodeUnderTest it = NodeUnderTest.start(api.kubeconfig(), node, List.of(host))) {
            it.attach(host);
            create(kubectl, node, "stays", "leaves");
            awaitRunning(kubectl, node, "stays", "leaves");

            int before = api.requests();
            Instant end = Instant.now().plus(LASTS);
            api.fault(fault);
            create(kubectl, node, "comes", "passes");
            kubectl.run("delete", "pod", node + "-leaves", node + "-passes", "--wait=false");
            Eventually.within(LASTS.plus(SOON), () -> assertThat(Instant.now()).isAfter(end));
            assertThat(api.requests() - before)
                    .as("requests of node %s in %s", node, LASTS)
                    .isLessThan(Math.toIntExact(LASTS.toSeconds()) * REQUESTS_A_SECOND);

            api.fault(new Fault.None());
            awaitRunning(kubectl, node, "comes", "stays");
            create(kubectl, node, "late");
            awaitRunning(kubectl, node, "comes", "late", "stays");
            assertThat(host.pods).hasSize(3);
            assertThat(it.asked)
                    .extracting(RunPod::getUid)
                    .doesNotHaveDuplicates()
                    .containsAll(host.pods.keySet());
            kubectl.run("delete", "pods", "--selector=node=" + node, "--timeout=60s");
            Eventually.within(SOON, () -> assertThat(host.pods).isEmpty());
        } finally {
            kubectl.attempt("delete", "node", node);
        }
    }

    private static void create(Kubectl kubectl, String node, String... names) {
        for (String name : names) {
            kubectl.apply("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: %1$s-%2$s, labels: {node: %1$s}}
                    spec: {nodeName: %1$s, terminationGracePeriodSeconds: 1, containers: [{name: web, image: none}]}
                    """.formatted(node, name));
        }
    }

    /** Waits until these pods of the node run, and there are no others. */
    private static void awaitRunning(Kubectl kubectl, String node, String... names) {
        List<String> wanted = List.of(names).stream()
                .map(name -> node + "-" + name + "=Running")
                .toList();
        String format = "{range .items[*]}{.metadata.name}={.status.phase} {end}";
        Eventually.within(SOON, () -> assertThat(
                        kubectl.run("get", "pods", "--selector=node=" + node, "--output=jsonpath=" + format)
                                .split(" "))
                .containsExactlyInAnyOrderElementsOf(wanted));
    }
}
