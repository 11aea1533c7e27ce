/**
 * The kubelet API of the provider, seen by the real {@code kubectl} through a real API server.
 *
 * <p>Owns a node of its own whose containers are processes of this machine. Must not know hosts or the mesh.
 */
@NullMarked
package io.beemesh.e2e.kubelet;

import org.jspecify.annotations.NullMarked;
