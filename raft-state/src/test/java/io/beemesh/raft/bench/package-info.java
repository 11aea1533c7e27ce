/**
 * How fast a group takes writes. Run by {@code e2e/bench/raft.sh}.
 *
 * <p>Owns what is measured; must not assert anything, for times are the machine's.
 */
@NullMarked
package io.beemesh.raft.bench;

import org.jspecify.annotations.NullMarked;
