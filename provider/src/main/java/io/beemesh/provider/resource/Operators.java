package io.beemesh.provider.resource;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;

/** What all operators have alike. */
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

    /**
     * Writes an object's status and nothing else of it, whatever version of it was read.
     *
     * @param patch a new one, which is filled
     */
    public static <S, T, R extends CustomResource<S, T>> UpdateControl<R> patchStatus(R patch, R held, T status) {
        patch.setMetadata(new ObjectMetaBuilder()
                .withName(held.getMetadata().getName())
                .withNamespace(held.getMetadata().getNamespace())
                .build());
        patch.setSpec(held.getSpec());
        patch.setStatus(status);
        return UpdateControl.patchStatus(patch);
    }
}
