/**
 * The tests of the house itself: which room knows which, and how its sources look.
 *
 * <p>Owns the rules and shows of each that it can fail; must not test what the rooms do.
 */
@NullMarked
package io.beemesh.e2e.house;

import org.jspecify.annotations.NullMarked;
