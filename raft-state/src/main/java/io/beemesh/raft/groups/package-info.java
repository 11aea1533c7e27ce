/**
 * The groups that a host is a member of: they come and go on one running server.
 *
 * <p>Owns membership, who leads first, and the storage of each group; must not know what a group's state is for.
 */
@NullMarked
package io.beemesh.raft.groups;

import org.jspecify.annotations.NullMarked;
