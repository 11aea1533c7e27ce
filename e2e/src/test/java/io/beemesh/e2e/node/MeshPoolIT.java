package io.beemesh.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.Rig;
import io.beemesh.provider.app.cli.CommandLineTool;
import io.beemesh.provider.kube.client.KubeClients;
import io.beemesh.provider.kube.client.KubeSettings;
import io.beemesh.provider.pool.HostSelector;
import io.beemesh.provider.pool.PoolState;
import io.beemesh.provider.resource.Definitions;
import io.beemesh.provider.resource.PoolNodes;
import io.beemesh.provider.resource.pool.MeshPoolController;
import io.beemesh.provider.resource.testing.FakePoolNodes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reconciler of MeshPools on a real API server that no provider works on, with nodes that are only thought of. */
class MeshPoolIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String REASON = "{.status.conditions[?(@.type==\"Ready\")].reason}";
    private static final String POOL = """
            apiVersion: beemesh.io/v1alpha1
            kind: MeshPool
            metadata: {name: %s}
            spec: %s
            """;

    private static final Rig rig = Rig.alone();

    private final FakePoolNodes nodes = new FakePoolNodes();
    private final KubernetesClient client = client();
    private final MeshPoolController controller = new MeshPoolController(client, nodes, "beemesh", Clock.systemUTC());

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "the rig's bridge needs root");
        rig.kubectl("default");
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @BeforeEach
    void define() {
        assertThat(new Definitions(client).apply()).isTrue();
        controller.start();
    }

    @AfterEach
    void stop() {
        controller.close();
        client.close();
    }

    @Test
    void hasANodeRunAndSaysHowItFares() {
        kubectl().apply(POOL.formatted("arm", "{labels: {tier: edge}}"));
        Eventually.within(SOON, () -> assertThat(kubectl().query("meshpool/arm", REASON + " {.status.nodeName}"))
                .containsExactly("NoHosts", "arm"));
        assertThat(nodes.pool("arm")).hasValueSatisfying(pool -> {
            assertThat(pool.selector()).isEqualTo(HostSelector.ofPool("arm"));
            assertThat(pool.labels()).isEqualTo(Map.of("tier", "edge"));
        });

        nodes.set("arm", new PoolState(PoolState.Reason.NODE_READY, "2 hosts are attached", 2));
        controller.changed("arm");

        kubectl().awaitCondition("meshpool/arm", "Ready");
        String[] lines = kubectl().run("get", "mp", "arm").split("\n");
        assertThat(lines[0].split(" +")).containsExactly("NAME", "NODE", "READY", "HOSTS", "AGE", "REASON");
        assertThat(lines[1]).matches("arm +arm +True +2 .*NodeReady");
        nodes.gone("arm");
        kubectl().run("delete", "meshpool", "arm", "--timeout=30s");
    }

    @Test
    void goesWhenItsNodeIsGoneAndNotBefore() {
        kubectl().apply(POOL.formatted("leaving", "{}"));
        Eventually.within(SOON, () -> assertThat(nodes.pool("leaving")).isPresent());

        kubectl().run("delete", "meshpool", "leaving", "--wait=false");

        Eventually.within(SOON, () -> assertThat(nodes.state("leaving").map(PoolState::reason))
                .contains(PoolState.Reason.PENDING));
        assertThat(kubectl().run("get", "meshpool", "leaving", "--output=name")).isNotEmpty();
        nodes.gone("leaving");
        kubectl().run("wait", "--for=delete", "meshpool/leaving", "--timeout=30s");
        assertThat(nodes.pool("leaving")).isEqualTo(Optional.empty());
    }

    @Test
    void leavesTheNameOfANodeToThePoolThatHasIt() {
        kubectl().apply(POOL.formatted("z-first", "{nodeName: shared}"));
        Eventually.within(SOON, () -> assertThat(kubectl().query("meshpool/z-first", REASON))
                .containsExactly("NoHosts"));
        kubectl().apply(POOL.formatted("a-second", "{nodeName: shared}"));
        kubectl().apply(POOL.formatted("greedy", "{nodeName: beemesh}"));

        for (String name : List.of("a-second", "greedy")) {
            Eventually.within(SOON, () -> assertThat(kubectl().query("meshpool/" + name, REASON))
                    .containsExactly("NameTaken"));
            assertThat(nodes.pool(name)).isEmpty();
        }
        nodes.gone("z-first");
        kubectl().run("delete", "meshpool", "z-first", "a-second", "greedy", "--timeout=30s");
    }

    @Test
    void refusesWhatMakesNoSense() {
        String in = "{hostSelector: {matchExpressions: [{key: a, operator: In}]}}";
        assertThat(kubectl().refusal(POOL.formatted("wrong", in))).contains("values are needed with In and NotIn");
        assertThat(kubectl().refusal(POOL.formatted("a.b", "{}"))).contains("the name is not a DNS label");
        kubectl().apply(POOL.formatted("fixed", "{nodeName: one}"));
        for (String change : List.of("{\"spec\":{\"nodeName\":\"two\"}}", "{\"spec\":{\"nodeName\":null}}")) {
            assertThat(kubectl()
                            .attempt("patch", "meshpool", "fixed", "--type=merge", "--patch=" + change)
                            .errors())
                    .contains("nodeName cannot change");
        }
        kubectl().apply(POOL.formatted("invalid", "{labels: {beemesh.io/node: x}}"));
        Eventually.within(SOON, () -> assertThat(kubectl().query("meshpool/invalid", REASON))
                .containsExactly("Invalid"));
        nodes.gone("fixed");
        kubectl().run("delete", "meshpool", "fixed", "invalid", "--wait=false");
        nodes.remove(new PoolNodes.PoolNode("fixed", "fixed"));
        nodes.gone("fixed");
    }

    @Test
    void uninstallRemovesPoolsAndTokensThoughNoProviderIsThere() {
        kubectl().apply(POOL.formatted("stuck", "{}"));
        Eventually.within(SOON, () -> assertThat(kubectl().query("meshpool/stuck", "{.metadata.finalizers[*]}"))
                .isNotEmpty());
        controller.close();
        kubectl().apply("""
                apiVersion: beemesh.io/v1alpha1
                kind: JoinToken
                metadata: {name: stuck, finalizers: [beemesh.io/provider]}
                spec: {}
                """);

        String kubeconfig = "--kubeconfig=" + rig.kubeconfig();
        assertThat(CommandLineTool.run("0.1.0", "cleanup", kubeconfig, "--namespace=default", "--keep-mesh"))
                .isZero();
        assertThat(kubectl().run("get", "meshpools,jointokens", "--output=name").lines())
                .hasSize(2);

        assertThat(CommandLineTool.run("0.1.0", "cleanup", kubeconfig, "--namespace=default"))
                .isZero();
        assertThat(kubectl().run("get", "meshpools,jointokens", "--output=name"))
                .isEmpty();
    }

    private static Kubectl kubectl() {
        return rig.kubectl("default");
    }

    private static KubernetesClient client() {
        KubeSettings usual = KubeSettings.defaults();
        return KubeClients.connect(
                new KubeSettings(Optional.of(rig.kubeconfig()), usual.requestsMax(), usual.requestTimeout()));
    }
}
