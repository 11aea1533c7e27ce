package io.beemesh.provider.app.cli;

import io.beemesh.provider.identity.JoinAddress;
import io.beemesh.provider.identity.JoinTokens;
import io.beemesh.provider.kube.client.KubeClients;
import io.beemesh.provider.kube.client.KubeSettings;
import io.beemesh.provider.kube.secret.ApiSecretStore;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster a command is for: the options that all of them have. */
final class Cluster {
    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "${env:BEEMESH_NAMESPACE:-beemesh-system}",
            paramLabel = "NAME",
            description = "The provider's namespace (default: ${DEFAULT-VALUE}).")
    private String namespace = "";

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Default: KUBECONFIG, else ~/.kube/config, else the pod's service account.")
    private @Nullable Path kubeconfig;

    /** What a command does with the cluster. */
    @FunctionalInterface
    interface Work<T> {
        T with(JoinTokens tokens, JoinAddress address) throws Exception;
    }

    /** What a command does with the cluster's objects. */
    @FunctionalInterface
    interface Errand<T> {
        T with(KubernetesClient client) throws Exception;
    }

    /** Connects, does the work and closes. */
    <T> T connect(Work<T> work) throws Exception {
        return visit(client -> {
            ApiSecretStore secrets = new ApiSecretStore(client, namespace);
            return work.with(new JoinTokens(secrets, Clock.systemUTC(), new SecureRandom()), new JoinAddress(secrets));
        });
    }

    /** Connects, does the errand and closes. */
    <T> T visit(Errand<T> errand) throws Exception {
        KubeSettings usual = KubeSettings.defaults();
        KubeSettings settings =
                new KubeSettings(Optional.ofNullable(kubeconfig), usual.requestsMax(), usual.requestTimeout());
        try (KubernetesClient client = KubeClients.connect(settings)) {
            return errand.with(client);
        }
    }

    /** The provider's namespace. */
    String namespace() {
        return namespace;
    }
}
