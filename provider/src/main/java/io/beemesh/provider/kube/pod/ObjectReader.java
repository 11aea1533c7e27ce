package io.beemesh.provider.kube.pod;

import io.beemesh.provider.kube.KubeUnavailableException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads the objects that a pod names, and no others. Safe for use by any thread; blocks.
 *
 * <p>Each method throws {@link KubeUnavailableException} if no certain answer came.
 */
public interface ObjectReader {
    /** A ConfigMap; empty if there is none. */
    Optional<ConfigMap> configMap(ObjectName name) throws KubeUnavailableException;

    /** A Secret; empty if there is none. */
    Optional<Secret> secret(ObjectName name) throws KubeUnavailableException;

    /** The Services of a namespace. */
    List<Service> services(String namespace) throws KubeUnavailableException;

    /** A PersistentVolumeClaim; empty if there is none. */
    Optional<PersistentVolumeClaim> claim(ObjectName name) throws KubeUnavailableException;

    /** A PersistentVolume that a claim is bound to; empty if there is none. */
    Optional<PersistentVolume> volume(String name) throws KubeUnavailableException;

    /** A token of the pod's service account, bound to the pod; empty if there is no such account. */
    Optional<Token> token(TokenWish wish) throws KubeUnavailableException;

    /**
     * Names an object of a known kind.
     *
     * @param namespace where it is
     * @param name there
     */
    record ObjectName(String namespace, String name) {}

    /**
     * Which token is wanted.
     *
     * @param pod to which it is bound
     * @param serviceAccount of the pod
     * @param audience empty for the API server's own
     * @param lifeSeconds how long it is to be valid
     */
    record TokenWish(PodRef pod, String serviceAccount, String audience, long lifeSeconds) {}

    /**
     * A service account token.
     *
     * @param text the secret itself
     * @param expires when it ends
     */
    record Token(String text, Instant expires) {
        @Override
        public String toString() {
            return "Token[expires=" + expires + "]";
        }
    }
}
