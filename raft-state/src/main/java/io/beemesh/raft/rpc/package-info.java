/**
 * Calls between the members of a group: the RPC type that Apache Ratis is told to use.
 *
 * <p>Owns who may call whom, and which stream a call takes; must not know what a group is for.
 */
@NullMarked
package io.beemesh.raft.rpc;

import org.jspecify.annotations.NullMarked;
