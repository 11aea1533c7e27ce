/**
 * The pod controller: it brings what the API server wants of this node's pods and what hosts run together.
 *
 * <p>Owns the queue, the order of placing, annotating, asking and removing, and what a pod's host gets to know. Must
 * not speak to the API server but through {@code kube}, nor choose hosts itself.
 */
@NullMarked
package io.beemesh.provider.pods;

import org.jspecify.annotations.NullMarked;
