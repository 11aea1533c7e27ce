package io.beemesh.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.provider.app.side.OwnRights;
import io.beemesh.provider.kube.client.KubeClients;
import io.beemesh.provider.kube.client.KubeSettings;
import io.beemesh.provider.kube.install.Right;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a provider says at its start with a kubeconfig that lacks rights. */
@OnRig(hosts = 0)
class OwnRightsIT {
    @Test
    void eachRightThatIsMissingIsNamed(Kubectl admin, @TempDir Path folder) throws Exception {
        List<Right> wanted = Right.ofProvider("beemesh", List.of(), admin.namespace());
        try (KubernetesClient client = poor(admin, folder)) {
            String nothing = OwnRights.lack(client, wanted).orElseThrow();
            assertThat(nothing)
                    .contains(wanted.stream().map(OwnRightsIT::words).toList())
                    .contains("get/list/watch/create/update/delete secrets in " + admin.namespace())
                    .contains("rbac.create=true");

            admin.run("create", "role", "some", "--verb=get,list,watch,create,update", "--resource=secrets");
            admin.run(
                    "create", "rolebinding", "some", "--role=some", "--serviceaccount=" + admin.namespace() + ":poor");
            assertThat(OwnRights.lack(client, wanted).orElseThrow())
                    .contains(", delete secrets in " + admin.namespace());
        }
        try (KubernetesClient client = connect(admin.kubeconfig())) {
            assertThat(OwnRights.lack(client, wanted)).isEmpty();
        }
    }

    /** All of it but the verb, which may be said together with others. */
    private static String words(Right right) {
        return new Right("", right.group(), right.resource(), right.namespace(), right.name()).toString();
    }

    private static KubernetesClient poor(Kubectl admin, Path folder) throws Exception {
        admin.run("create", "serviceaccount", "poor");
        Path own = Files.copy(admin.kubeconfig(), folder.resolve("poor.kubeconfig"));
        Kubectl kubectl = new Kubectl(admin.program(), own, admin.namespace());
        String token = admin.run("create", "token", "poor").strip();
        kubectl.run("config", "set-credentials", "poor", "--token=" + token);
        kubectl.run("config", "set-context", "--current", "--user=poor");
        return connect(own);
    }

    private static KubernetesClient connect(Path kubeconfig) {
        return KubeClients.connect(new KubeSettings(Optional.of(kubeconfig), 64, Duration.ofSeconds(10)));
    }
}
