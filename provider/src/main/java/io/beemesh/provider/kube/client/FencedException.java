package io.beemesh.provider.kube.client;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** Says that nothing was written because this provider does not lead at present: no news where it was said before. */
public final class FencedException extends KubernetesClientException {
    private static final long serialVersionUID = 1L;

    /** Of any write. */
    public FencedException() {
        super("not written: this provider does not lead at present");
    }
}
