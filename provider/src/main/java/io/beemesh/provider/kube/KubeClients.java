package io.beemesh.provider.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the one client of a process. */
public final class KubeClients {
    private KubeClients() {}

    /**
     * A client that the caller closes; nothing is asked of the API server yet.
     *
     * @throws IllegalArgumentException if the kubeconfig file is not there
     */
    public static KubernetesClient connect(KubeSettings settings) {
        // Fabric8 lets five requests run at once against a host, and all of ours go to one.
        Config config = new ConfigBuilder(source(settings))
                .withMaxConcurrentRequests(settings.requestsMax())
                .withMaxConcurrentRequestsPerHost(settings.requestsMax())
                .withRequestTimeout(Math.toIntExact(settings.requestTimeout().toMillis()))
                .withConnectionTimeout(Math.toIntExact(settings.requestTimeout().toMillis()))
                .withUserAgent("beemesh-provider")
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static Config source(KubeSettings settings) {
        return settings.kubeconfig().map(KubeClients::read).orElseGet(() -> Config.autoConfigure(null));
    }

    private static Config read(Path kubeconfig) {
        if (!Files.isReadable(kubeconfig)) {
            throw new IllegalArgumentException(
                    "kubeconfig: " + kubeconfig + " cannot be read (expected: a kubeconfig file)");
        }
        return Config.fromKubeconfig(kubeconfig.toFile());
    }
}
