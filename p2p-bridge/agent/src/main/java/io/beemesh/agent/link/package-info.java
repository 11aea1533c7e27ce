/**
 * This host's end of the mesh: an attachment to each provider of its clusters, what it reports and what it is asked.
 *
 * <p>Owns when to dial, what is told again after an interruption, and the leases that end pods here when nobody can be
 * heard. Must not decide what a pod does.
 */
@NullMarked
package io.beemesh.agent.link;

import org.jspecify.annotations.NullMarked;
