package io.beemesh.provider.pods.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.mesh.wire.ClaimedVolume;
import io.beemesh.mesh.wire.ConfigSource;
import io.beemesh.mesh.wire.RegistryCredential;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.provider.kube.pod.ObjectReader.ObjectName;
import io.beemesh.provider.kube.pod.testing.FakeObjects;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResolverTest {
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, uid: u1, resourceVersion: "7"}
            spec:
              serviceAccountName: clerk
              imagePullSecrets: [{name: registry}]
              containers:
              - name: web
                envFrom: [{configMapRef: {name: settings}}]
                env: [{name: KEY, valueFrom: {secretKeyRef: {name: keys, key: k}}}]
              volumes:
              - name: all
                projected:
                  sources:
                  - serviceAccountToken: {path: token, audience: vault, expirationSeconds: 600}
                  - configMap: {name: kube-root-ca.crt}
            status: {phase: Pending}
            """;

    private final SettableClock clock = new SettableClock();
    private final FakeObjects objects = new FakeObjects();
    private final Resolver resolver = new Resolver(
            new NodeSettings("c1", "beemesh", "10.0.0.1", List.of("10.43.0.10"), "cluster.local"), objects, clock);

    @Test
    void gathersWhatThePodNamesAndMarksWhatIsMissing() {
        objects.configMaps.put(
                new ObjectName("shop", "settings"),
                new ConfigMapBuilder().withData(Map.of("a", "1")).build());
        objects.configMaps.put(
                new ObjectName("shop", "unnamed"),
                new ConfigMapBuilder().withData(Map.of("b", "2")).build());

        Resolution.Resolved resolved = resolve(pod());

        assertThat(resolved.missing()).containsExactly("configmap kube-root-ca.crt", "secret keys");
        assertThat(resolved.request().getSourcesList())
                .extracting(ConfigSource::getName)
                .containsExactly("kube-root-ca.crt", "settings", "keys", "vault");
        assertThat(source(resolved.request(), "settings").getDataOrThrow("a").toStringUtf8())
                .isEqualTo("1");
        assertThat(source(resolved.request(), "keys").getMissing()).isTrue();
        assertThat(resolved.request().getDnsSearchesList())
                .containsExactly("shop.svc.cluster.local", "svc.cluster.local", "cluster.local");
    }

    @Test
    void saysWhatThePodsClaimsAreBoundTo() {
        Pod pod = new PodBuilder(pod())
                .editSpec()
                .addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim("gone", false)
                .endVolume()
                .endSpec()
                .build();

        Resolution.Resolved resolved = resolve(pod);

        assertThat(resolved.missing()).contains("persistentvolumeclaim gone");
        assertThat(resolved.request().getClaimsList())
                .extracting(ClaimedVolume::getClaim, ClaimedVolume::getVolume)
                .containsExactly(tuple("gone", ""));
    }

    @Test
    void sendsThePodWithoutStatusAndVersionSoThatSameIsSame() {
        RunPod request = resolve(pod()).request();

        String json = request.getPodJson().toStringUtf8();

        assertThat(json).contains("\"serviceAccountName\":\"clerk\"");
        assertThat(json).doesNotContain("resourceVersion").doesNotContain("Pending");
    }

    @Test
    void sendsConditionsThatReadinessWaitsFor() {
        Pod pod = pod().edit()
                .editSpec()
                .addNewReadinessGate("example.com/gate")
                .endSpec()
                .editStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("False")
                .endCondition()
                .addNewCondition()
                .withType("example.com/gate")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();

        RunPod request = resolve(pod).request();

        assertThat(request.getPodJson().toStringUtf8())
                .contains("\"status\":{\"conditions\":[{\"status\":\"True\",\"type\":\"example.com/gate\"}]")
                .doesNotContain("Pending");
    }

    @Test
    void asksForATokenAgainAfterFourFifthsOfItsLife() {
        objects.tokensExpire = clock.instant().plus(Duration.ofSeconds(600));
        resolve(pod());

        clock.advance(Duration.ofSeconds(479));
        resolve(pod());
        assertThat(objects.wishes).hasSize(1);

        clock.advance(Duration.ofSeconds(1));
        resolve(pod());
        assertThat(objects.wishes).hasSize(2);
        assertThat(objects.wishes.getFirst().lifeSeconds()).isEqualTo(600);
        assertThat(objects.wishes.getFirst().pod().uid()).isEqualTo("u1");
    }

    @Test
    void readsRegistryCredentialsOfPullSecrets() {
        String auth = encoded("user:pa:ss");
        objects.secrets.put(
                new ObjectName("shop", "registry"),
                new SecretBuilder()
                        .withType("kubernetes.io/dockerconfigjson")
                        .withData(Map.of(
                                ".dockerconfigjson",
                                encoded("{\"auths\":{\"reg.example\":{\"auth\":\"" + auth + "\"}}}")))
                        .build());

        RunPod request = resolve(pod()).request();

        assertThat(request.getCredentialsList())
                .containsExactly(RegistryCredential.newBuilder()
                        .setRegistry("reg.example")
                        .setUsername("user")
                        .setPassword("pa:ss")
                        .build());
    }

    @Test
    void tellsOfServicesAsTheKubeletDoes() {
        objects.services.add(service("default", "kubernetes", "10.43.0.1", 443));
        objects.services.add(service("default", "hidden", "10.43.0.2", 1));
        objects.services.add(service("shop", "cart-api", "10.43.0.3", 80));
        objects.services.add(service("shop", "headless", "None", 80));

        RunPod request = resolve(pod()).request();

        assertThat(request.getServiceEnvironmentMap())
                .containsEntry("KUBERNETES_SERVICE_HOST", "10.43.0.1")
                .containsEntry("CART_API_SERVICE_PORT", "80")
                .containsEntry("CART_API_SERVICE_PORT_MAIN", "80")
                .containsEntry("CART_API_PORT", "tcp://10.43.0.3:80")
                .containsEntry("CART_API_PORT_80_TCP_ADDR", "10.43.0.3")
                .doesNotContainKeys("HIDDEN_SERVICE_HOST", "HEADLESS_SERVICE_HOST");
    }

    private static ConfigSource source(RunPod request, String name) {
        return request.getSourcesList().stream()
                .filter(source -> source.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Pod pod() {
        return Serialization.unmarshal(POD, Pod.class);
    }

    private Resolution.Resolved resolve(Pod pod) {
        return (Resolution.Resolved) resolver.resolve(pod, Duration.ZERO, resolver.read(pod));
    }

    private static Service service(String namespace, String name, String address, int port) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withClusterIP(address)
                .addNewPort()
                .withName("main")
                .withPort(port)
                .endPort()
                .endSpec()
                .build();
    }
}
