/**
 * Stores for programs that speak etcd's API: a group of three whose members answer at ports of this machine.
 *
 * <p>Owns how they start and end; must not know what they are asked.
 */
@NullMarked
package io.beemesh.raft.front.testing;

import org.jspecify.annotations.NullMarked;
