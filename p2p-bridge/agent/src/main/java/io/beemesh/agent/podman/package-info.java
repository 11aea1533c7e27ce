/**
 * Podman as the agent sees it: pods, containers, their states and events.
 *
 * <p>Owns the port {@link io.beemesh.agent.podman.Podman} and its records; the packages below it hold the transport,
 * the libpod client and the service process. It is the only door to Podman. It must not know Kubernetes objects, the
 * mesh, or what a pod wants: it does as it is told and says what is.
 */
@NullMarked
package io.beemesh.agent.podman;

import org.jspecify.annotations.NullMarked;
