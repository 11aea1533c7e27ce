/**
 * What peers of a mesh say to each other.
 *
 * <p>Owns the names of the protocols; must not know what a host or a provider does with them.
 */
@NullMarked
package io.beemesh.mesh;

import org.jspecify.annotations.NullMarked;
