/**
 * What is to be done next for a pod, given what runs.
 *
 * <p>Owns restart policies, the order of init containers and back-off; pure. Must not do anything itself.
 */
@NullMarked
package io.beemesh.agent.pods.plan;

import org.jspecify.annotations.NullMarked;
