/**
 * How a server makes sure of a quorum: a leader that it leads still, another member that its leader does.
 *
 * <p>Owns from which index on a read sees all writes before it, and when a member was in touch with a quorum; must not
 * know how a call reaches another member.
 */
@NullMarked
package io.beemesh.raft.quorum;

import org.jspecify.annotations.NullMarked;
