/**
 * The groups that this host is a member of, as providers ordered them, and what they keep of their pods' orders.
 *
 * <p>Owns what was ordered of groups. Must not know which pods run here, nor what claims are for.
 */
@NullMarked
package io.beemesh.agent.state.group;

import org.jspecify.annotations.NullMarked;
