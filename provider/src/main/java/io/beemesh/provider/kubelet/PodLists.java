package io.beemesh.provider.kubelet;

/** The port to what this node's pods are, as Kubernetes lists: {@code v1} {@code PodList} in JSON, UTF-8. */
public interface PodLists {

    /** The pods bound to this node. Does not block on a host. */
    byte[] desired();

    /** The pods that have a running container. Does not block on a host. */
    byte[] running();
}
