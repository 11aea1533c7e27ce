/**
 * Whether this host takes a pod on.
 *
 * <p>Owns what fits and what the host's owner allows. Must not start anything.
 */
@NullMarked
package io.beemesh.agent.pods.admission;

import org.jspecify.annotations.NullMarked;
