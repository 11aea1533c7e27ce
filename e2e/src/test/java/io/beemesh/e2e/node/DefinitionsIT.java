package io.beemesh.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.provider.kube.client.KubeClients;
import io.beemesh.provider.kube.client.KubeSettings;
import io.beemesh.provider.resource.Definitions;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A chart or a provider was there before, older or newer than this one. */
@OnRig(hosts = 0)
class DefinitionsIT {
    private static final String REVISION = "{.metadata.annotations.beemesh\\.io/revision}";
    private static final String COLUMNS = "{.spec.versions[0].additionalPrinterColumns[*].name}";
    private static final String ONE_COLUMN = """
            [{"op": "replace", "path": "/spec/versions/0/additionalPrinterColumns",
              "value": [{"name": "Other", "type": "date", "jsonPath": ".metadata.creationTimestamp"}]}]""";

    @ParameterizedTest
    @CsvSource({
        "meshpools, MeshPool, {}",
        "jointokens, JoinToken, {}",
        "edgehosts, EdgeHost, {peerId: nobody}",
        "'stategroups', 'StateGroup', '{workload: {apiVersion: v1, kind: Kind, name: one, uid: two}}'"
    })
    void olderDefinitionIsBroughtUpToDateAndANewerOneStays(String plural, String kind, String spec, Kubectl kubectl) {
        String definition = "crd/" + plural + ".beemesh.io";
        KubeSettings settings = new KubeSettings(Optional.of(kubectl.kubeconfig()), 64, Duration.ofSeconds(10));
        try (KubernetesClient client = KubeClients.connect(settings)) {
            Definitions definitions = new Definitions(client);
            assertThat(definitions.apply()).isTrue();
            String own = kubectl.run("get", definition, "--output=jsonpath=" + REVISION + " " + COLUMNS);
            String instance = instance(kubectl, kind, spec);

            become(kubectl, definition, "0");
            assertThat(definitions.apply()).isTrue();
            assertThat(kubectl.run("get", definition, "--output=jsonpath=" + REVISION + " " + COLUMNS))
                    .isEqualTo(own);

            become(kubectl, definition, "1000");
            assertThat(definitions.apply()).isTrue();
            assertThat(kubectl.query(definition, REVISION + " " + COLUMNS)).containsExactly("1000", "Other");
            assertThat(instance(kubectl, kind, spec)).isEqualTo(instance);

            become(kubectl, definition, "0");
            assertThat(definitions.apply()).isTrue();
            kubectl.run("delete", kind, "kept-" + kubectl.namespace(), "--wait=false");
        }
    }

    private static void become(Kubectl kubectl, String definition, String revision) {
        kubectl.run("patch", definition, "--type=json", "--patch=" + ONE_COLUMN);
        kubectl.run("annotate", definition, "--overwrite", "beemesh.io/revision=" + revision);
    }

    /** Makes an object of the kind, or finds it; its uid. */
    private static String instance(Kubectl kubectl, String kind, String spec) {
        String name = "kept-" + kubectl.namespace();
        kubectl.apply("{apiVersion: beemesh.io/v1alpha1, kind: %s, metadata: {name: %s}, spec: %s}"
                .formatted(kind, name, spec));
        return kubectl.run("get", kind, name, "--output=jsonpath={.metadata.uid}");
    }
}
