/**
 * Groups for tests: servers on one machine, a state machine that is a map.
 *
 * <p>Owns what tests of this module share; must not be part of the product.
 */
@NullMarked
package io.beemesh.raft.testing;

import org.jspecify.annotations.NullMarked;
