/**
 * Hosts in one process that hold a store together.
 *
 * <p>Owns how a test starts and ends them; must not know what is asked of them.
 */
@NullMarked
package io.beemesh.raft.replica.testing;

import org.jspecify.annotations.NullMarked;
