/**
 * Which pods have to go when the host has not enough for all.
 *
 * <p>Owns the kubelet's order of eviction and preemption, and what is refused meanwhile; pure, but for the reading of
 * control groups. Must not stop anything itself.
 */
@NullMarked
package io.beemesh.agent.pods.eviction;

import org.jspecify.annotations.NullMarked;
