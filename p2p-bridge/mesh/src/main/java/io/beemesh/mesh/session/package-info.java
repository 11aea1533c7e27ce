/**
 * Logs of a container and conversations with a process in it.
 *
 * <p>Owns the opening and the chunks; must not know Podman or the kubelet's API.
 */
@NullMarked
package io.beemesh.mesh.session;

import org.jspecify.annotations.NullMarked;
