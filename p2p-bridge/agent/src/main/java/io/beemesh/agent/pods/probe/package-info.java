/**
 * Questions that are put to containers, and what is told to them: probes and lifecycle hooks.
 *
 * <p>Owns how they are asked and when; must not start or stop a container.
 */
@NullMarked
package io.beemesh.agent.pods.probe;

import org.jspecify.annotations.NullMarked;
