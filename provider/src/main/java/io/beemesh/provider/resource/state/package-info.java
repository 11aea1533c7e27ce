/**
 * StateGroups: the Raft groups of stateful workloads, as people see them.
 *
 * <p>Owns the resource, its status, and the orders that hosts get by it. Must not place pods, nor decide who is a
 * member.
 */
@NullMarked
package io.beemesh.provider.resource.state;

import org.jspecify.annotations.NullMarked;
