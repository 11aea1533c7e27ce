/**
 * The twin: the same manifest goes to a real kubelet and to BeeMesh, and what users see of the two pods is compared.
 *
 * <p>Owns the manifests' grammar, what is recorded of a pod, what is normalised and the list of explained differences.
 * Must not say what is right: the kubelet is.
 */
@org.jspecify.annotations.NullMarked
package io.beemesh.e2e.twin;
