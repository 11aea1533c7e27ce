package io.beemesh.provider.kube.client;

import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * The API server as one user reaches it. The client changes when the user's credential does, so nobody keeps it.
 *
 * <p>Safe for use by any thread; nothing blocks.
 */
public interface KubeAccess {
    /** The client of the moment; whoever holds it closes it. */
    KubernetesClient client();

    /**
     * Calls back after each change of the client. The one before stays usable until the change after that.
     *
     * @param moved may block for as long as it takes to move what is open over to the new client
     * @return closing it ends the calls
     */
    Registration onMove(Runnable moved);

    /** Ends something. Idempotent. */
    @FunctionalInterface
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Access that never changes, by a client that somebody else closes. */
    static KubeAccess fixed(KubernetesClient client) {
        return new KubeAccess() {
            @Override
            public KubernetesClient client() {
                return client;
            }

            @Override
            public Registration onMove(Runnable moved) {
                return () -> {};
            }
        };
    }
}
