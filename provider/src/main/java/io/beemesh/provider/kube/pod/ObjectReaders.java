package io.beemesh.provider.kube.pod;

/** The reader of each node: what a pod names is read with the rights of the node that it is bound to. */
@FunctionalInterface
public interface ObjectReaders {
    /** The reader of a node; a node that is gone may read nothing. Returns at once. */
    ObjectReader of(String node);
}
