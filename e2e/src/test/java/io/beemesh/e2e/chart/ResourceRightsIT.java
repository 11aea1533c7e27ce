package io.beemesh.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.Rig;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.provider.identity.JoinAddress;
import io.beemesh.provider.identity.JoinCommands;
import io.beemesh.provider.identity.JoinTokens;
import io.beemesh.provider.kube.client.KubeAccess;
import io.beemesh.provider.kube.client.KubeClients;
import io.beemesh.provider.kube.client.KubeSettings;
import io.beemesh.provider.kube.client.WriteFence;
import io.beemesh.provider.kube.event.ApiObjectEvents;
import io.beemesh.provider.kube.pod.ApiPodEvictor;
import io.beemesh.provider.kube.pod.PodEvictor;
import io.beemesh.provider.kube.pod.PodRef;
import io.beemesh.provider.kube.secret.ApiSecretStore;
import io.beemesh.provider.resource.Definitions;
import io.beemesh.provider.resource.pool.MeshPoolController;
import io.beemesh.provider.resource.testing.FakePoolNodes;
import io.beemesh.provider.resource.token.JoinTokenController;
import io.beemesh.provider.resource.token.JoinTokenPorts;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The custom resources with the rights that the chart gives, and no others. */
class ResourceRightsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern RIGHTS = Pattern.compile("(?m)^kind: (ServiceAccount|(Cluster)?Role(Binding)?)$");
    // What exists only while helm uninstalls, and what is about the node.
    private static final Pattern OTHERS =
            Pattern.compile("helm\\.sh/hook|(?m)^  namespace: (kube-node-lease|kube-system|default)$");
    private static final Rig rig = Rig.alone();
    private static final Clock clock = Clock.systemUTC();

    @TempDir
    private static Path folder = Path.of("");

    private static Path kubeconfig = folder;

    @BeforeAll
    static void install() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "the rig's bridge needs root");
        Kubectl admin = own();
        admin.run("create", "namespace", Release.NAMESPACE);
        admin.apply(Stream.of(Chart.open().render(List.of()).split("(?m)^---$"))
                .filter(document -> RIGHTS.matcher(document).find()
                        && !OTHERS.matcher(document).find())
                .collect(Collectors.joining("\n---\n")));
        kubeconfig = Files.copy(rig.kubeconfig(), folder.resolve("provider.kubeconfig"));
        Kubectl provider = new Kubectl(admin.program(), kubeconfig, Release.NAMESPACE);
        String token = admin.run("create", "token", "beemesh").strip();
        provider.run("config", "set-credentials", "provider", "--token=" + token);
        provider.run("config", "set-context", "--current", "--user=provider");
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @Test
    void theyAreEnoughFromDefinitionToDeletion() throws Exception {
        KubeSettings usual = KubeSettings.defaults();
        try (KubernetesClient client = KubeClients.connect(
                new KubeSettings(Optional.of(kubeconfig), usual.requestsMax(), usual.requestTimeout()))) {
            assertThat(new Definitions(client).apply()).isTrue();
            poolsAreReconciled(client);
            tokensAreIssued(client);
            podsAreEvicted(client);
        }
    }

    private static void poolsAreReconciled(KubernetesClient client) {
        FakePoolNodes nodes = new FakePoolNodes();
        try (MeshPoolController controller = new MeshPoolController(client, nodes, "beemesh", clock)) {
            controller.start();
            own().apply(resource("MeshPool", "arm"));
            Eventually.within(SOON, () -> assertThat(own().query("meshpool/arm", "{.status.nodeName}"))
                    .containsExactly("arm"));
            nodes.gone("arm");
            own().run("delete", "meshpool", "arm", "--timeout=30s");
        }
    }

    private static void tokensAreIssued(KubernetesClient client) throws Exception {
        ApiSecretStore secrets = new ApiSecretStore(client, Release.NAMESPACE);
        JoinTokens tokens = new JoinTokens(secrets, clock, new SecureRandom());
        JoinAddress address = new JoinAddress(secrets);
        byte[] authority = KeyPair.generate().publicKey().protobuf();
        address.publish(new JoinAddress.Door(
                Base64.getEncoder().encodeToString(authority), List.of("/ip4/192.0.2.1/tcp/4001")));
        JoinTokenPorts ports = new JoinTokenPorts(
                tokens,
                new JoinCommands(secrets, tokens, address),
                peer -> Optional.empty(),
                new ApiObjectEvents(KubeAccess.fixed(asNode(client)), clock));
        try (JoinTokenController controller = new JoinTokenController(client, Release.NAMESPACE, ports, clock)) {
            controller.start();
            own().apply(resource("JoinToken", "north"));
            own().awaitCondition("jointoken/north", "Ready");
            assertThat(own().query("events", "{.items[*].reason}")).contains("Issued");
            own().run("delete", "jointoken", "north", "--timeout=30s");
            assertThat(own().run("get", "secrets", "--output=name")).isEqualTo("secret/beemesh-join\n");
        }
    }

    private static void podsAreEvicted(KubernetesClient client) {
        own().run("run", "web", "--image=none", "--overrides={\"spec\":{\"nodeName\":\"beemesh\"}}");
        String uid = own().query("pod/web", "{.metadata.uid}").getFirst();

        assertThat(new ApiPodEvictor(KubeAccess.fixed(asNode(client))).evict(new PodRef(Release.NAMESPACE, "web", uid)))
                .isInstanceOf(PodEvictor.Outcome.Evicted.class);
        own().run("delete", "pod/web", "--force", "--grace-period=0", "--ignore-not-found");
    }

    /** What the provider does as its node. */
    private static KubernetesClient asNode(KubernetesClient client) {
        return KubeClients.impersonate(client, "beemesh", WriteFence.NONE);
    }

    private static String resource(String kind, String name) {
        return """
                apiVersion: beemesh.io/v1alpha1
                kind: %s
                metadata: {name: %s}
                spec: {}
                """.formatted(kind, name);
    }

    private static Kubectl own() {
        return rig.kubectl(Release.NAMESPACE);
    }
}
