/**
 * The bytes of {@code /beemesh/raft/1}: frames on a stream, and the faults that one member may tell another.
 *
 * <p>Owns lengths, bounds and order; must not know what a call means.
 */
@NullMarked
package io.beemesh.raft.wire;

import org.jspecify.annotations.NullMarked;
