/**
 * A pod's Kubernetes status, computed from what runs.
 *
 * <p>Owns phase, conditions and container statuses in the kubelet's shape; all of it is a pure function. Must not ask
 * Podman or the clock.
 */
@NullMarked
package io.beemesh.agent.pods.status;

import org.jspecify.annotations.NullMarked;
