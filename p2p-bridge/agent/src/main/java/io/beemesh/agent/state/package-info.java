/**
 * This host's part in the groups of stateful workloads: which pods hold their names, and where those find their store.
 *
 * <p>Owns the claims of this host's pods. Must not run or stop pods, nor know Raft but by {@code raft.stores} and
 * {@code raft.claims}.
 */
@NullMarked
package io.beemesh.agent.state;

import org.jspecify.annotations.NullMarked;
