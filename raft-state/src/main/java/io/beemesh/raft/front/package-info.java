/**
 * What clients of etcd speak with: etcd's v3 API over gRPC, answered by the store of a group.
 *
 * <p>Owns the services, their limits and the streams of watches; must not know who is let in, nor keep anything that a
 * restart would lose.
 */
@NullMarked
package io.beemesh.raft.front;

import org.jspecify.annotations.NullMarked;
