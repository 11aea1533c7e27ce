/**
 * This host's end of the mesh: one attachment that is kept, what it reports and what it is asked.
 *
 * <p>Owns when to dial, what is told again after an interruption, and the leases that end pods here when nobody can be
 * heard. Must not decide what a pod does.
 */
@NullMarked
package io.beemesh.agent.link;

import org.jspecify.annotations.NullMarked;
