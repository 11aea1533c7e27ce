/**
 * The real {@link io.beemesh.agent.podman.Podman}: libpod's REST API, version 4.
 *
 * <p>Owns the paths, the JSON and the meaning of Podman's errors. It must not start Podman's service or decide what a
 * pod should do.
 */
@NullMarked
package io.beemesh.agent.podman.libpod;

import org.jspecify.annotations.NullMarked;
