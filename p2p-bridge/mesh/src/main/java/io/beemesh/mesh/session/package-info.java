/**
 * Logs of a container, conversations with a process in it and connections to ports of its pod.
 *
 * <p>Owns the opening and the chunks; must not know Podman or the kubelet's API.
 */
@NullMarked
package io.beemesh.mesh.session;

import org.jspecify.annotations.NullMarked;
