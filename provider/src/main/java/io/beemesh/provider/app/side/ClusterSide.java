package io.beemesh.provider.app.side;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.ClusterFacts;
import io.beemesh.provider.kube.client.KubeClients;
import io.beemesh.provider.kube.client.KubeSettings;
import io.beemesh.provider.kube.secret.ApiSecretStore;
import io.beemesh.provider.kube.secret.SecretStore;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API server, once it has answered, with the provider's own rights: for all that a node may not do.
 *
 * @param client that this closes
 * @param id tells this cluster from every other
 * @param secrets of the provider's own
 */
public record ClusterSide(KubernetesClient client, String id, SecretStore secrets) implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterSide.class);
    private static final int ATTEMPTS = 60;

    /**
     * Connects; waits a minute for an API server that does not answer yet.
     *
     * @throws IOException if it does not answer, or not to us
     */
    public static ClusterSide connect(KubeSettings settings, String namespace)
            throws IOException, InterruptedException {
        KubernetesClient client = KubeClients.connect(settings);
        boolean connected = false;
        try {
            String id = awaitId(client);
            connected = true;
            return new ClusterSide(client, id, new ApiSecretStore(client, namespace));
        } finally {
            if (!connected) {
                client.close();
            }
        }
    }

    /** Where the API server is. */
    public URI server() {
        return URI.create(client.getConfiguration().getMasterUrl());
    }

    @Override
    public void close() {
        client.close();
    }

    private static String awaitId(KubernetesClient client) throws IOException, InterruptedException {
        String server = client.getConfiguration().getMasterUrl();
        String last = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            switch (ClusterFacts.read(client)) {
                case Answer.Done<ClusterFacts>(ClusterFacts facts) -> {
                    return facts.id();
                }
                case Answer.Missing<ClusterFacts>() -> last = "namespace kube-system is missing";
                case Answer.Conflict<ClusterFacts>() -> last = "conflict";
                case Answer.Failed<ClusterFacts>(String reason, boolean retryable) -> {
                    if (!retryable) {
                        throw new IOException("API server " + server + " refuses: " + reason);
                    }
                    last = reason;
                }
            }
            if (attempt == 0) {
                log.atWarn()
                        .addKeyValue("server", server)
                        .addKeyValue("error", last)
                        .log("waiting for the api server");
            }
            pause();
        }
        throw new IOException("API server " + server + " does not answer: " + last);
    }

    // Nobody counts it down: a pause that an interrupt ends.
    private static void pause() throws InterruptedException {
        boolean counted = new CountDownLatch(1).await(1, TimeUnit.SECONDS);
        assert !counted;
    }
}
