package io.beemesh.provider.resource;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;

/** Makes operators that are all alike. */
public final class Operators {
    private static final int THREADS = 4;

    private Operators() {}

    /** An operator over a client that somebody else closes; it reconciles {@value #THREADS} objects at once. */
    public static Operator over(KubernetesClient client) {
        return new Operator(overrider -> overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .checkingCRDAndValidateLocalModel(false)
                .withConcurrentReconciliationThreads(THREADS));
    }
}
