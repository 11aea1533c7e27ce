package io.beemesh.provider.kube.client;

import io.beemesh.provider.certificate.Credential;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the clients of a process. */
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
                .withUserAgent(settings.agent().name())
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** A client that acts as a node by impersonation, which the base has to be allowed to; the caller closes it. */
    public static KubernetesClient impersonate(KubernetesClient base, String node, WriteFence fence) {
        Config asNode = new ConfigBuilder(base.getConfiguration())
                .withImpersonateUsername("system:node:" + node)
                .withImpersonateGroups("system:nodes", "system:authenticated")
                .build();
        return build(asNode, fence);
    }

    /** A client that shows a certificate and nothing else, to the API server of the base; the caller closes it. */
    static KubernetesClient withCertificate(KubernetesClient base, Credential credential, WriteFence fence) {
        Config given = base.getConfiguration();
        // From nothing: no token, password or refresh of the base's may come along.
        Config own = new ConfigBuilder(Config.empty())
                .withMasterUrl(given.getMasterUrl())
                .withCaCertData(given.getCaCertData())
                .withCaCertFile(given.getCaCertFile())
                .withTrustCerts(given.isTrustCerts())
                .withTlsServerName(given.getTlsServerName())
                .withHttpsProxy(given.getHttpsProxy())
                .withNoProxy(given.getNoProxy())
                .withClientCertData(credential.chainPem())
                .withClientKeyData(credential.keyPem())
                .withClientKeyAlgo(credential.key().getAlgorithm())
                .withMaxConcurrentRequests(given.getMaxConcurrentRequests())
                .withMaxConcurrentRequestsPerHost(given.getMaxConcurrentRequestsPerHost())
                .withRequestTimeout(given.getRequestTimeout())
                .withConnectionTimeout(given.getConnectionTimeout())
                .withUserAgent(given.getUserAgent())
                .build();
        return build(own, fence);
    }

    /** A client like the base, but fenced; the caller closes it. */
    public static KubernetesClient again(KubernetesClient base, WriteFence fence) {
        return build(new ConfigBuilder(base.getConfiguration()).build(), fence);
    }

    private static KubernetesClient build(Config config, WriteFence fence) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("write-fence", fence))
                .build();
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
