/**
 * The custom resources of BeeMesh and the reconcilers that keep them true.
 *
 * <p>Owns what users see of a host as a Kubernetes object. Must not be read as a source of truth about hosts.
 */
@NullMarked
package io.beemesh.provider.resource;

import org.jspecify.annotations.NullMarked;
