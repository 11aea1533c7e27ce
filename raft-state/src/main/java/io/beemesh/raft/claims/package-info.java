/**
 * Claims to be the only one of a name in a group, such as an ordinal of a StatefulSet or its leader.
 *
 * <p>Owns when a claim holds and when its holder must have stopped. Must not know how a store is kept, nor what holders
 * are.
 */
@NullMarked
package io.beemesh.raft.claims;

import org.jspecify.annotations.NullMarked;
