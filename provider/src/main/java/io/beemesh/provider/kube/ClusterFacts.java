package io.beemesh.provider.kube;

import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * What is asked of the cluster once.
 *
 * @param id tells this cluster from every other: the uid of its namespace kube-system
 */
public record ClusterFacts(String id) {
    /** Asks the API server; blocks for one request. */
    public static Answer<ClusterFacts> read(KubernetesClient client) {
        return Answer.of(() -> {
            var namespace = client.namespaces().withName("kube-system").get();
            return namespace == null
                    ? null
                    : new ClusterFacts(namespace.getMetadata().getUid());
        });
    }
}
