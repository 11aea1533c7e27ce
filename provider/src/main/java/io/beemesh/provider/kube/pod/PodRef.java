package io.beemesh.provider.kube.pod;

import io.fabric8.kubernetes.api.model.Pod;

/**
 * Names one pod for good.
 *
 * @param namespace where it is
 * @param name there; may come again for another pod
 * @param uid never comes again
 */
public record PodRef(String namespace, String name, String uid) {
    /** The reference of a pod. */
    public static PodRef of(Pod pod) {
        return new PodRef(
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                pod.getMetadata().getUid());
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
