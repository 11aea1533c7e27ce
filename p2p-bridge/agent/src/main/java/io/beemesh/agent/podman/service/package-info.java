/**
 * Podman's service process: found, or started and kept alive.
 *
 * <p>Owns the process and its configuration. It must not call Podman for anything but whether it is there.
 */
@NullMarked
package io.beemesh.agent.podman.service;

import org.jspecify.annotations.NullMarked;
