/**
 * The networks of pods: a bridge of the host's, and for each pod a process that holds its namespaces.
 *
 * <p>Owns addresses, bridge and holders. It must not know Podman, Kubernetes objects or the mesh: it is told a pod's
 * name, host name and resolv.conf, and gives namespaces to join.
 */
@NullMarked
package io.beemesh.agent.network;

import org.jspecify.annotations.NullMarked;
